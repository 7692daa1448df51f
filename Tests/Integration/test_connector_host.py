"""Connectors on another host: they work as those beside the gateway do, and what happens to the way there loses nothing."""

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time

import psutil
import pytest

from harness.api import API
from harness.certificates import Authority
from harness.connector_host import (
    ACCEPTED, ALIVE, REFUSED, ConnectorHost, opening, read_record, record,
)
from harness.gateway import Gateway
from harness.places import PROJECT, own_folder
from harness.sandbox import Sandbox
from harness.waiting import eventually

from conftest import UNHURRIED

ACCOUNT = "  - {{name: {name}, plugin: {plugin}, retry: {{max_attempts: 5, delays_seconds: [0.1]}}, hosting: {hosting}}}\n"


def account(name: str, plugin: str, hosting: str = "process") -> str:
    return ACCOUNT.format(name=name, plugin=plugin, hosting=hosting)


def channel(api: API, name: str) -> dict:
    return next(entry for entry in api.get("/v1/channels").json()["channels"] if entry["name"] == name)


def works(api: API, name: str, within: float = 20) -> dict:
    def found() -> dict | None:
        entry = channel(api, name)
        return entry if entry["health"]["status"] == "ok" else None

    return eventually(found, f"{name} is up", within=within, every=0.02)


def pair(api: API, number: int = 0) -> str:
    for kind in ("echo", "chaos"):
        api.identity(f"rui-{number}", kind)
    return api.conversation("ana", f"rui-{number}")


def send(api: API, conversation: str, text: str, on: str = "far") -> str:
    return api.send(conversation, "ana", text, channels=[on])


def only_delivery(message: dict) -> dict:
    [delivery] = message["deliveries"]
    return delivery


@pytest.fixture
def new_host():
    made = []
    with own_folder() as folder:

        def make(*options: str, **more: object) -> ConnectorHost:
            made.append(ConnectorHost(folder / f"host-{len(made)}", *options, **more))
            return made[-1]

        try:
            yield make
        finally:
            for host in made:
                host.clean_up()


def two(host: ConnectorHost, plugin: str = "echo") -> str:
    return "channels:\n" + account("far", plugin, host.hosting()) + account("near", "echo")


# As beside the gateway.


def test_sends_and_receipts_go_over_the_link(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host)).start()
    api = gateway.api()
    conversation = pair(api)
    messages = [send(api, conversation, f"number {number}") for number in range(50)]
    for message in messages:
        delivery = only_delivery(api.message_with(message, "read", within=30))
        assert not delivery.get("possible_duplicate", False)
    [child] = host.connectors()
    assert child.cmdline()[-1] == "far"
    [link] = [each for each in gateway.usage.children() if "connector-link" in each.cmdline()]
    assert channel(api, "far")["process"]["pid"] == link.pid
    # Nothing of the library is here.
    assert not [entry.path for entry in link.memory_maps() if "libchat4all-" in entry.path]


def test_large_texts_and_many_at_once_arrive_whole(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host, plugin="chaos"), settings={"CHAT4ALL_BODY_LIMIT": "1048576"}).start()
    api = gateway.api()
    conversations = [pair(api, number) for number in range(4)]
    texts = ["x" * 30_000 for _ in range(10)]
    messages = [send(api, conversation, text) for text in texts for conversation in conversations]
    for message in messages:
        api.message_with(message, "sent", within=40)


def test_whatsapp_and_telegram_work_from_another_host(host: ConnectorHost):
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox")
        gateway = None
        try:
            sandbox.start()
            sandbox.person("ana", platform="whatsapp")
            bruno = sandbox.person("bruno", platform="telegram")
            hosting = f"    owner: acme\n    default_member: bruno\n    hosting: {host.hosting('localhost')}\n"
            settings = UNHURRIED | {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1/32"}
            gateway = Gateway(folder / "gateway", channels=sandbox.channels(hosting), settings=settings).start()
            api = gateway.api(client=gateway.new_client("acme"))
            api.identity("bruno", channel="telegram", address=bruno["address"])
            sandbox.connect(gateway.address)
            assert sorted(child.cmdline()[-1] for child in host.connectors()) == ["telegram", "whatsapp"]
            sandbox.say("ana", "Olá Bruno, já saiu?")
            [arrived] = sandbox.wait_inbox("bruno")
            assert arrived["text"] == "Olá Bruno, já saiu?"
            sandbox.say("bruno", "Saiu hoje.")
            [answer] = sandbox.wait_inbox("ana")
            assert answer["text"] == "Saiu hoje."
        finally:
            if gateway is not None:
                gateway.clean_up()
            sandbox.clean_up()


# What happens to the connector.


def test_a_killed_connector_is_replaced_and_nothing_is_lost(new_gateway, host: ConnectorHost):
    api = new_gateway(channels=two(host)).start().api()
    works(api, "far")
    near = channel(api, "near")["process"]["pid"]
    conversations = [pair(api, number) for number in range(6)]
    messages = []
    for turn in range(6):
        messages += [send(api, conversation, "goes on") for conversation in conversations]
        if turn == 2:
            [child] = host.connectors()
            child.kill()
    for message in messages:
        api.message_with(message, "read", within=30)
    # Seen here as what it was: a crash of the connector's process.
    entry = works(api, "far")
    assert entry["process"]["crashes"] == 1
    assert channel(api, "near")["process"]["pid"] == near


def test_a_message_that_crashes_its_connector_twice_is_given_up(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host, plugin="chaos")).start()
    api = gateway.api()
    poison = send(api, pair(api), "!crash segv")
    delivery = only_delivery(api.message_with(poison, "failed", within=30))
    assert delivery["reason"] == "connector_crashed"
    lines = [line for line in gateway.log.read_text().splitlines() if "process has ended" in line]
    assert len(lines) == 2
    assert all(poison in line and "sendText" in line and "SIGSEGV" in line for line in lines)
    api.message_with(send(api, pair(api, 1), "!ok"), "sent", within=20)


def test_a_connector_that_hangs_is_ended_on_its_host(new_gateway, host: ConnectorHost):
    api = new_gateway(channels=two(host, plugin="chaos")).start().api()
    works(api, "far")
    [first] = host.connectors()
    first.send_signal(signal.SIGSTOP)
    eventually(lambda: not first.is_running(), "it is ended", within=20)
    api.message_with(send(api, pair(api), "!ok"), "sent", within=20)


# What happens to the host and the way there.


def test_a_killed_host_loses_nothing_and_disturbs_no_other(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host)).start()
    api = gateway.api()
    works(api, "far")
    near = channel(api, "near")["process"]["pid"]
    conversations = [pair(api, number) for number in range(4)]
    messages = []
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set() and len(messages) < 2000:
            for conversation in conversations:
                messages.append(send(api, conversation, "goes on"))

    thread = threading.Thread(target=load)
    thread.start()
    try:
        eventually(lambda: len(messages) > 40, "there is load", every=0.01)
        children = host.connectors()
        host.kill()
        eventually(lambda: not any(child.is_running() for child in children), "no connector outlives its host")
        down = eventually(
            lambda: (entry := channel(api, "far"))["health"]["status"] == "failed" and entry, "it is told", within=20
        )
        assert f"127.0.0.1:{host.port}" in down["health"]["detail"]
        assert gateway.readyz() == 200
        api.message_with(send(api, conversations[0], "goes its way", on="near"), "read")
    finally:
        stop.set()
        thread.join()
    host.start()
    for message in messages:
        api.message_with(message, "read", within=60)
    entry = works(api, "far")
    assert not entry["process"]["quarantined"]
    assert entry["process"]["crashes"] == 0, "a network that is down is no crash"
    assert channel(api, "near")["process"]["pid"] == near
    log = gateway.log.read_text()
    assert "connection refused" in log and "is reached again" in log
    # Each reason once, however often it was tried.
    assert log.count("cannot be reached; it is tried again") <= 3


def test_a_stopped_host_lets_its_connectors_finish(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host, plugin="chaos")).start()
    api = gateway.api()
    works(api, "far")
    slow = send(api, pair(api), "!delay 1000")
    eventually(lambda: channel(api, "far")["in_flight"] == 1, "it is under way", every=0.01)
    began = time.monotonic()
    assert host.terminate() == 0
    assert time.monotonic() - began < 15
    delivery = only_delivery(api.message_with(slow, "sent"))
    assert not delivery.get("possible_duplicate", False)
    waits = send(api, pair(api, 1), "!ok")
    host.start()
    delivery = only_delivery(api.message_with(waits, "sent", within=40))
    assert not delivery.get("possible_duplicate", False)


def test_a_silent_host_is_noticed_and_left(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host)).start()
    api = gateway.api()
    works(api, "far")
    psutil.Process(host.process.pid).suspend()
    try:
        eventually(lambda: "has not been heard of" in gateway.log.read_text(), "the silence is noticed", within=20)
    finally:
        psutil.Process(host.process.pid).resume()
    api.message_with(send(api, pair(api), "goes on"), "read", within=40)
    assert works(api, "far")["process"]["crashes"] == 0


def test_a_gateway_starts_while_the_host_is_away(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host)).start()
    api = gateway.api()
    works(api, "far")
    conversation = pair(api)
    gateway.terminate()
    host.kill()
    gateway.start()
    waiting = send(api, conversation, "waits for its host")
    api.message_with(send(api, conversation, "goes its way", on="near"), "read")
    assert api.post("/v1/channels/reload").json()["unchanged"] == ["far", "near"]
    host.start()
    api.message_with(waiting, "read", within=60)


def test_no_connector_outlives_its_gateway(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host)).start()
    works(gateway.api(), "far")
    children = host.connectors()
    gateway.kill()
    eventually(lambda: not any(child.is_running() for child in children), "they are gone", within=10)
    eventually(lambda: host.says("gateway is gone"), "the host has seen it")


def test_reload_starts_a_new_connector_there_and_drains_the_old_one(new_gateway, host: ConnectorHost):
    gateway = new_gateway(channels=two(host, plugin="chaos")).start()
    api = gateway.api()
    works(api, "far")
    [old] = host.connectors()
    slow = send(api, pair(api), "!delay 500")
    eventually(lambda: channel(api, "far")["in_flight"] == 1, "it is under way", every=0.01)
    changed = account("far", "chaos", host.hosting()).replace("{name", "{limits: {max_in_flight: 3}, name")
    gateway.channels_file.write_text("channels:\n" + changed + account("near", "echo"))
    assert api.post("/v1/channels/reload").json()["changed"] == ["far"]
    assert not only_delivery(api.message_with(slow, "sent")).get("possible_duplicate", False)
    eventually(lambda: not old.is_running(), "the old one has ended")
    api.message_with(send(api, pair(api, 1), "!ok"), "sent")
    assert len(host.connectors()) == 1


# Who is let in, and whom the gateway trusts.


def start_error(new_gateway, hosting: str, plugin: str = "echo") -> str:
    gateway = new_gateway(channels="channels:\n" + account("far", plugin, hosting)).start(ready=False)
    assert gateway.process.wait(timeout=60) != 0
    return gateway.log.read_text()


def test_says_which_side_does_not_trust_the_other(new_gateway, new_host, tmp_path):
    host = new_host().start()
    stranger = Authority(tmp_path / "stranger", "stranger")
    log = start_error(new_gateway, host.hosting(authority=stranger.file))
    assert "its certificate is not from the authority" in log and "channels.yaml:2:" in log
    log = start_error(new_gateway, host.hosting(client=stranger.issue("client")))
    assert "it does not know the authority of this side's certificate" in log
    assert host.says("its certificate is not from the authority")
    log = start_error(new_gateway, host.hosting(client=host.authority.issue("late", days=-1)))
    assert "this side's certificate has expired" in log
    log = start_error(new_gateway, host.hosting("localhost"), plugin="nowhere")
    assert "libchat4all-nowhere.so" in log and host.says("libchat4all-nowhere.so")
    missing = tmp_path / "missing.pem"
    log = start_error(new_gateway, host.hosting(client=(missing, missing)))
    assert f"'certificate' of 'hosting': cannot read '{missing}'" in log
    # A certificate for servers is none for clients.
    log = start_error(new_gateway, host.hosting(client=host.server))
    assert "certificate" in log
    assert host.connectors() == []


def test_certificates_are_made_as_the_documentation_says(new_gateway, new_host, tmp_path):
    [script] = re.findall(r"```sh\n(openssl req.*?)```", (PROJECT / "docs/connector-host.md").read_text(), re.S)
    script = script.replace("DNS:connectors.example", "IP:127.0.0.1")
    subprocess.run(["bash", "-euc", script], cwd=tmp_path, check=True, capture_output=True)
    host = new_host()
    host.server = (tmp_path / "server.pem", tmp_path / "server.key")
    host.client = (tmp_path / "client.pem", tmp_path / "client.key")
    host.authority.file = tmp_path / "ca.pem"
    host.start()
    api = new_gateway(channels=two(host)).start().api()
    api.message_with(send(api, pair(api), "goes its way"), "read", within=20)


def test_a_certificate_for_another_name_is_not_accepted(new_gateway, new_host):
    host = new_host(names=("connectors.example",)).start()
    assert "its certificate is for another name" in start_error(new_gateway, host.hosting("localhost"))
    assert "its certificate is for another name" in start_error(new_gateway, host.hosting("127.0.0.1"))


def test_a_certificate_of_the_past_is_not_accepted(new_gateway, new_host):
    host = new_host(days=-1).start()
    assert "not valid at this time" in start_error(new_gateway, host.hosting())


def test_a_client_that_shows_nothing_gets_nothing(host: ConnectorHost):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        stream = host.connect(shows=False)
        stream.sendall(opening("echo"))
        # In TLS 1.3 the refusal comes with the first read.
        if read_record(stream) is None:
            raise ConnectionError
    eventually(lambda: host.says("it showed no certificate"), "the reason is logged")
    assert host.connectors() == []


def test_older_versions_of_tls_are_refused(host: ConnectorHost):
    with pytest.raises(ssl.SSLError):
        host.connect(version=ssl.TLSVersion.TLSv1_2)


def test_a_client_gets_a_plugin_by_its_short_name_alone(host: ConnectorHost):
    for plugin in ("/lib/x86_64-linux-gnu/libc.so.6", "../echo", "./libchat4all-echo.so", "echo\0", ""):
        stream = host.connect()
        stream.sendall(opening(plugin))
        kind, reason = read_record(stream)
        assert kind == REFUSED and b"short name" in reason
    stream = host.connect()
    stream.sendall(opening("echo"))
    assert read_record(stream)[0] == ACCEPTED
    assert len(host.connectors()) == 1
    # Not even by the connector's own frames: kind 2 would have it load a library.
    path = b"/lib/x86_64-linux-gnu/libc.so.6"
    body = b"\x02" + len(path).to_bytes(4, "little") + path + b"\x00" + (1).to_bytes(4, "little") + b"x"
    stream.sendall(record(7, len(body).to_bytes(4, "little") + body))
    eventually(lambda: host.connectors() == [], "its process has ended itself")


def test_what_is_no_record_ends_the_connection(host: ConnectorHost):
    for rubbish in (b"\xff\xff\xff\xff", record(99), record(7, b"too early"), record(1, b"\x05"), b"GET / HTTP/1.1\r\n\r\n"):
        stream = host.connect()
        stream.sendall(rubbish)
        assert read_record(stream) is None
    assert host.connectors() == []
    eventually(lambda: host.says("it broke the protocol"), "the reason is logged")


def test_rubbish_and_half_open_handshakes_keep_nobody_out(new_gateway, host: ConnectorHost):
    waiting = [socket.create_connection(("127.0.0.1", host.port)) for _ in range(60)]
    for number, stream in enumerate(waiting):
        if number % 3 == 1:
            stream.sendall(os.urandom(200))
        elif number % 3 == 2:
            stream.sendall(b"\x16\x03\x01\x02\x00")
    api = new_gateway(channels=two(host)).start().api()
    api.message_with(send(api, pair(api), "goes its way"), "read", within=20)
    # None of them stays.
    for stream in waiting:
        stream.settimeout(20)
        try:
            while stream.recv(4096):
                pass
        except ConnectionError:
            pass
    eventually(lambda: host.says("in time"), "the reason is logged")


def test_a_client_that_says_nothing_any_more_loses_its_connector(host: ConnectorHost):
    stream = host.connect()
    stream.sendall(opening("echo"))
    assert read_record(stream)[0] == ACCEPTED
    eventually(lambda: host.connectors() == [], "its connector is ended", within=30)
    assert host.says("it has not been heard of")


def test_a_client_that_does_not_read_costs_no_memory(new_gateway, host: ConnectorHost):
    before = psutil.Process(host.process.pid).memory_info().rss
    stream = host.connect()
    stream.sendall(opening("echo"))
    assert read_record(stream)[0] == ACCEPTED
    hello = b"\x01" + (1).to_bytes(4, "little") + (1 << 26).to_bytes(8, "little")
    ping = b"\x16" + (7).to_bytes(8, "little")
    pings = (len(ping).to_bytes(4, "little") + ping) * 4000
    stream.sendall(record(7, len(hello).to_bytes(4, "little") + hello))
    stream.settimeout(2)
    # Its connector answers each of them at greater length, and nobody reads that.
    with contextlib.suppress(OSError):
        for _ in range(100):
            stream.sendall(record(7, pings))
    assert psutil.Process(host.process.pid).memory_info().rss - before < 64 << 20
    api = new_gateway(channels=two(host)).start().api()
    api.message_with(send(api, pair(api), "goes its way"), "read", within=20)


def test_each_client_has_so_many_connectors(new_host):
    host = new_host("--connections-per-client", "2", "--connections", "3").start()
    other = host.authority.issue("other")

    def kind(client=None) -> tuple[int, bytes]:
        stream = host.connect(client)
        streams.append(stream)
        stream.sendall(opening("echo"))
        return read_record(stream)

    streams: list[ssl.SSLSocket] = []
    assert [kind()[0] for _ in range(2)] == [ACCEPTED] * 2
    assert b"--connections-per-client" in kind()[1]
    assert kind(other)[0] == ACCEPTED
    assert b"(--connections)" in kind(other)[1]
    streams[0].close()
    eventually(lambda: len(host.connectors()) == 2, "its place is free again")
    eventually(lambda: kind(other)[0] == ACCEPTED, "another one gets it")
    streams[1].sendall(record(ALIVE))


def test_new_certificates_are_taken_without_a_stop(new_gateway, host: ConnectorHost):
    api = new_gateway(channels=two(host)).start().api()
    works(api, "far")
    successor = Authority(host.folder / "next", "next")
    both = host.authority.file.read_text() + successor.file.read_text()
    host.authority.file.write_text(both)
    host.process.send_signal(signal.SIGHUP)
    eventually(lambda: host.says("certificates were read again"), "they were")
    stream = host.connect(successor.issue("client"))
    stream.sendall(opening("echo"))
    assert read_record(stream)[0] == ACCEPTED
    host.authority.file.write_text("nothing")
    host.process.send_signal(signal.SIGHUP)
    eventually(lambda: host.says("holds no certificate"), "the mistake is told")
    api.message_with(send(api, pair(api), "goes on"), "read")


def test_says_what_is_wrong_with_its_files(host: ConnectorHost, gateway: Gateway, tmp_path):
    def complaint(*arguments: object) -> str:
        return gateway.cli("connector-host", "--listen", "127.0.0.1:0", *map(str, arguments), database=False).stderr

    server, key = host.server
    assert "--certificate is missing" in complaint()
    missing = tmp_path / "missing.pem"
    assert f"cannot read '{missing}'" in complaint(
        "--certificate", missing, "--key", key, "--clients", host.authority.file
    )
    assert "do not belong together" in complaint(
        "--certificate", server, "--key", host.client[1], "--clients", host.authority.file
    )
    assert "holds no private key" in complaint(
        "--certificate", server, "--key", server, "--clients", host.authority.file
    )


def test_settings_are_in_no_log_and_no_list_of_processes(new_gateway, host: ConnectorHost):
    secret = "a-canary-that-nobody-may-see"
    text = two(host).replace("name: far,", f"name: far, settings: {{webhook_token: {secret}}},")
    gateway = new_gateway(channels=text).start()
    api = gateway.api()
    api.message_with(send(api, pair(api), "goes its way"), "read", within=20)
    [link] = [each for each in gateway.usage.children() if "connector-link" in each.cmdline()]
    told = gateway.log.read_text() + host.log.read_text() + " ".join(link.cmdline())
    told += " ".join(part for child in host.connectors() for part in child.cmdline())
    assert secret not in told
