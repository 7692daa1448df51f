"""Connectors in processes of their own: what is killed, stopped, crashed or replaced costs nobody else anything."""

import os
import signal
import subprocess
import threading
import time

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from harness.api import API
from harness.gateway import Gateway
from harness.waiting import eventually

CHANNELS = """\
channels:
  - {name: echo, plugin: echo}
  - {name: chaos, plugin: chaos, retry: {max_attempts: 5, delays_seconds: [0.05]}, breaker: {failures: 1000}}
"""


def channel(api: API, name: str) -> dict:
    return next(entry for entry in api.get("/v1/channels").json()["channels"] if entry["name"] == name)


def pid(api: API, name: str) -> int:
    """Of the account's process, once it works."""

    def running() -> int | None:
        account = channel(api, name)
        return account["process"]["pid"] if account["health"]["status"] == "ok" else None

    return eventually(running, f"{name} is up", every=0.01)


def pair(api: API, number: int = 0) -> str:
    reader = f"rui-{number}"
    api.identity(reader, "chaos")
    api.identity(reader, "echo")
    return api.conversation("ana", reader)


def send(api: API, conversation: str, text: str, on: str = "chaos") -> str:
    return api.send(conversation, "ana", text, channels=[on])


def figures(gateway: Gateway, account: str) -> dict[tuple[str, str | None], float]:
    """What /metrics says of an account, by name and reason."""
    text = requests.get(f"{gateway.address}/metrics", timeout=10).text
    return {
        (sample.name, sample.labels.get("reason")): sample.value
        for family in text_string_to_metric_families(text) for sample in family.samples
        if sample.labels.get("account") == account
    }


def only_delivery(message: dict) -> dict:
    [delivery] = message["deliveries"]
    return delivery


def assert_in_order(api: API, messages: list[str], conversations: int) -> None:
    """Messages were written to each conversation in turn."""
    for number in range(conversations):
        sent = [only_delivery(api.message(message))["sent_at"] for message in messages[number::conversations]]
        assert sent == sorted(sent)


def niceness(process: psutil.Process) -> set[int]:
    """Of all its threads."""
    return {os.getpriority(os.PRIO_PROCESS, thread.id) for thread in process.threads()}


@pytest.fixture
def gateway(new_gateway) -> Gateway:
    return new_gateway(channels=CHANNELS).start()


@pytest.fixture
def api(gateway: Gateway) -> API:
    return gateway.api()


def test_runs_each_account_in_a_process_with_nothing_of_the_gateway(gateway: Gateway, api: API):
    children = {name: psutil.Process(pid(api, name)) for name in ("echo", "chaos")}
    assert {child.ppid() for child in children.values()} == {gateway.process.pid}
    for name, child in children.items():
        command = child.cmdline()
        assert (command[1], command[-1]) == ("connector-child", name)
        # A group of its own, so that it is ended with all that it has started.
        assert os.getpgid(child.pid) == child.pid
        if os.getuid() != 0:
            continue  # Nobody of the same user may look into a process that is confined.
        assert not [variable for variable in child.environ() if variable.startswith("CHAT4ALL_")]
        assert child.environ()["SWIFT_BACKTRACE"] == "enable=no"
        assert not child.net_connections(kind="inet")
        # 0 to 2, the socket and what wakes its thread.
        assert child.num_fds() <= 6
    mapped = {entry.path for entry in psutil.Process(gateway.process.pid).memory_maps()}
    assert not [path for path in mapped if "libchat4all-" in path], "the gateway itself loads no plugin"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_process_is_replaced_under_load_and_nothing_is_lost(gateway: Gateway, api: API, how):
    conversations = [pair(api, number) for number in range(8)]
    first = pid(api, "echo")
    messages: list[str] = []
    for _ in range(5):
        messages += [send(api, conversation, "goes on", on="echo") for conversation in conversations]
    psutil.Process(first).send_signal(how)
    killed = time.monotonic()
    second = eventually(
        lambda: (found := channel(api, "echo")["process"]["pid"]) != first and found, "there is another", every=0.005
    )
    replaced = time.monotonic() - killed
    api.message_with(send(api, conversations[0], "is it back?", on="echo"), "read", within=10)
    print(f"{how.name}: replaced after {replaced * 1000:.0f} ms, sending after {(time.monotonic() - killed) * 1000:.0f} ms")
    assert replaced <= 2
    for _ in range(5):
        messages += [send(api, conversation, "goes on", on="echo") for conversation in conversations]
    for message in messages:
        api.message_with(message, "read", within=30)
    assert_in_order(api, messages, len(conversations))
    assert pid(api, "echo") == second
    assert channel(api, "echo")["process"]["crashes"] == 1
    samples = figures(gateway, "echo")
    assert samples["chat4all_connector_process_crashes_total", how.name] == 1
    assert samples["chat4all_connector_process_restarts_total", None] == 1
    assert samples["chat4all_connector_process_up", None] == 1
    assert samples["chat4all_connector_process_resident_bytes", None] > 1 << 20
    for name in ("queued", "in_flight", "quarantined", "process_waiting_bytes"):
        assert samples[f"chat4all_connector_{name}", None] == 0


def test_a_crash_disturbs_no_other_account(api: API):
    other = pid(api, "echo")
    send(api, pair(api), "!crash segv")
    eventually(lambda: channel(api, "chaos")["process"]["crashes"] >= 1, "it has crashed")
    api.message_with(send(api, pair(api, 1), "goes its way", on="echo"), "read")
    assert pid(api, "echo") == other
    assert channel(api, "echo")["process"]["crashes"] == 0


@pytest.mark.parametrize("how", ["segv", "abort", "exit"])
def test_a_message_that_crashes_its_connector_twice_is_given_up(gateway: Gateway, api: API, how):
    poison = send(api, pair(api), f"!crash {how}")
    innocent = [send(api, pair(api, number), "!delay 100") for number in range(1, 5)]
    delivery = only_delivery(api.message_with(poison, "failed", within=20))
    assert delivery["reason"] == "connector_crashed"
    assert delivery["possible_duplicate"] is True
    letters = api.get("/v1/dead-letters").json()["dead_letters"]
    assert [letter["message_id"] for letter in letters] == [poison]
    for message in innocent:
        api.message_with(message, "sent", within=20)
    assert channel(api, "chaos")["process"]["crashes"] == 2
    lines = [line for line in gateway.log.read_text().splitlines() if "process has ended" in line]
    assert len(lines) == 2 and all(poison in line and "sendText" in line for line in lines)


def test_a_process_that_does_not_answer_is_replaced(api: API):
    first = pid(api, "echo")
    psutil.Process(first).send_signal(signal.SIGSTOP)
    waiting = send(api, pair(api), "waits", on="echo")
    api.message_with(waiting, "read", within=20)
    assert channel(api, "echo")["process"]["pid"] != first
    assert not psutil.pid_exists(first)


def test_crash_after_crash_leaves_the_gateway_in_service(gateway: Gateway, api: API):
    for number in range(4):
        send(api, pair(api, number), "!crash segv")
    eventually(lambda: channel(api, "chaos")["process"]["crashes"] >= 4, "it crashes again and again", within=30)
    assert gateway.readyz() == 200
    api.message_with(send(api, pair(api, 9), "goes its way", on="echo"), "read")
    # Those that ended are gone from the system's table.
    states = [child.status() for child in psutil.Process(gateway.process.pid).children()]
    assert psutil.STATUS_ZOMBIE not in states


@pytest.mark.bad_day
def test_threads_that_spin_stand_behind_everybody_else(new_gateway):
    gateway = new_gateway(
        channels="channels:\n  - {name: echo, plugin: echo}\n  - {name: hostile, plugin: hostile}\n",
    ).start()
    api = gateway.api()
    api.identity("rui", "hostile")
    api.identity("rui", "echo")
    conversation = api.conversation("ana", "rui")
    send(api, conversation, "!spin-threads 100", on="hostile")
    spinning = psutil.Process(pid(api, "hostile"))
    assert psutil.Process(pid(api, "echo")).nice() < 19
    eventually(lambda: spinning.nice() == 19, "the process is put behind the others", within=30)
    began = time.monotonic()
    message = send(api, conversation, "and I?", on="echo")
    api.message_with(message, "read", within=20)
    assert time.monotonic() - began < 5
    assert figures(gateway, "hostile")["chat4all_connector_process_low_priority", None] == 1
    assert figures(gateway, "echo")["chat4all_connector_process_low_priority", None] == 0
    # It has lost nothing but its place.
    late = send(api, conversation, "and you?", on="hostile")
    api.message_with(late, "sent", within=60)
    assert spinning.is_running() and niceness(spinning) == {19}


def test_no_process_outlives_its_gateway(gateway: Gateway, api: API):
    children = [pid(api, name) for name in ("echo", "chaos")]
    gateway.kill()
    eventually(lambda: not [child for child in children if psutil.pid_exists(child)], "they are gone", within=5)


def test_a_stop_lets_connectors_finish(gateway: Gateway, api: API):
    children = [pid(api, name) for name in ("echo", "chaos")]
    began = time.monotonic()
    assert gateway.terminate() == 0
    assert time.monotonic() - began < 10
    assert not [child for child in children if psutil.pid_exists(child)]
    assert "while it was stopped" not in gateway.log.read_text()


# Other accounts at run time.


def test_reload_adds_changes_and_removes_accounts(gateway: Gateway, api: API):
    before = {name: pid(api, name) for name in ("echo", "chaos")}
    conversation = pair(api)
    gateway.channels_file.write_text(
        "channels:\n  - {name: echo, plugin: echo}\n"
        "  - {name: second, plugin: chaos, settings: {script: '!ok'}}\n"
    )
    assert api.post("/v1/channels/reload").json() == {
        "added": ["second"], "removed": ["chaos"], "changed": [], "unchanged": ["echo"]
    }
    assert [entry["name"] for entry in api.get("/v1/channels").json()["channels"]] == ["echo", "second", "internal"]
    assert pid(api, "echo") == before["echo"], "what is as before is not touched"
    eventually(lambda: not psutil.pid_exists(before["chaos"]), "the removed one has ended")
    api.message_with(send(api, conversation, "over the new one", on="second"), "sent")
    second = pid(api, "second")
    gateway.channels_file.write_text(
        "channels:\n  - {name: echo, plugin: echo}\n"
        "  - {name: second, plugin: chaos, settings: {script: '!fail permanent'}}\n"
    )
    gateway.process.send_signal(signal.SIGHUP)
    eventually(lambda: channel(api, "second")["process"]["pid"] not in (None, second), "it has another process")
    api.message_with(send(api, conversation, "now it fails", on="second"), "failed")


def test_reload_under_load_loses_and_reorders_nothing(gateway: Gateway, api: API):
    conversations = [pair(api, number) for number in range(6)]
    messages: list[str] = []
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            for conversation in conversations:
                messages.append(send(api, conversation, "!ok"))

    thread = threading.Thread(target=load)
    thread.start()
    try:
        for burst in (10, 20, 30):
            text = CHANNELS.replace("breaker: {failures: 1000}", f"breaker: {{failures: {1000 + burst}}}")
            gateway.channels_file.write_text(text)
            assert gateway.api().post("/v1/channels/reload").json()["changed"] == ["chaos"]
    finally:
        stop.set()
        thread.join()
    for message in messages:
        delivery = only_delivery(api.message_with(message, "sent", within=30))
        assert not delivery.get("possible_duplicate", False)
    assert_in_order(api, messages, len(conversations))


def test_a_storm_of_signals_is_over_when_it_ends(gateway: Gateway, api: API):
    pid(api, "echo")
    for _ in range(300):
        gateway.process.send_signal(signal.SIGHUP)
        assert gateway.readyz() == 200
    for _ in range(5):
        # None of them waits in a queue of its own.
        eventually(lambda: api.post("/v1/channels/reload").status_code == 200, "a reload finds its turn", within=3)
    assert gateway.log.read_text().count("were read again") < 150


def test_a_mistake_in_the_file_changes_nothing_and_is_told(gateway: Gateway, api: API):
    before = {name: pid(api, name) for name in ("echo", "chaos")}
    gateway.channels_file.write_text(
        "channels:\n  - {name: echo, plugin: echo, settings: {latency_ms: slow}}\n  - {name: new, plugin: nowhere}\n"
    )
    answer = api.post("/v1/channels/reload")
    assert answer.status_code == 422
    told = " ".join(f"{error['pointer']} {error['detail']}" for error in answer.json()["errors"])
    assert "latency_ms" in told and "libchat4all-nowhere.so" in told and "channels.yaml:2:" in told
    assert {name: pid(api, name) for name in ("echo", "chaos")} == before


def test_reload_needs_the_scope_admin(gateway: Gateway):
    assert gateway.api(scopes=("messages:read",)).post("/v1/channels/reload").status_code == 403


def test_a_connector_can_be_hosted_by_the_gateway_itself(new_gateway):
    gateway = new_gateway(channels="channels:\n  - {name: echo, plugin: echo, hosting: in_process}\n").start()
    api = gateway.api()
    assert channel(api, "echo")["process"] is None
    assert not [child for child in gateway.usage.children() if "connector-child" in child.cmdline()]
    api.message_with(send(api, pair(api), "inside", on="echo"), "read")


def test_a_library_that_crashes_while_it_is_loaded_is_reported_by_name(new_gateway, tmp_path):
    source = tmp_path / "bad.c"
    source.write_text("__attribute__((constructor)) static void crash(void) { __builtin_trap(); }\n")
    library = tmp_path / "libbad.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    gateway = new_gateway(channels=f"channels:\n  - {{name: bad, plugin: {library}}}\n").start(ready=False)
    assert gateway.process.wait(timeout=60) != 0
    log = gateway.log.read_text()
    assert "libbad.so" in log and "loading it crashes" in log and "SIG" in log
