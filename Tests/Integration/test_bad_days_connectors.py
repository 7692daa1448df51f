"""Connectors that do their worst, each in an account of its own: what becomes of their messages, and that nobody else notices.

One gateway has an account of the connector `hostile` for each deed, all of which happen at once while a load goes over
`echo`. The tests below look at what came of it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest
import requests

from conftest import SEED, UNHURRIED
from harness.api import API
from harness.gateway import Gateway
from harness.load import Load, counted
from harness.places import own_folder
from harness.waiting import eventually

pytestmark = pytest.mark.bad_day

SECRET = "canary-1d0f6a3be2"

# What ends the process within its call, or never returns. The second crash on the same message puts that aside.
FATAL = ["segfault", "abort", "exit 0", "exit 3", "trap", "overflow-stack", "end-thread", "loop", "block"]

# What leaves the process unable to speak when its call is over, or ends it from a thread of its own: no call is running that
# could be blamed, so those that were under way are tried again one at a time.
SILENCING = [
    "stop", "close-all", "shut-all", "replace-all", "write-garbage", "write-lengths", "crash-later 50", "stop-later 50",
]

EVERY = [*FATAL, *SILENCING]

# What confinement refuses, and with which error.
REFUSED = {
    "fork": "EPERM", "execute": "EPERM", "end-gateway": "EPERM", "end-everything": "EPERM", "trace-gateway": "EPERM",
    "starve-gateway": "EPERM", "connect 9": "EPERM", "listen": "EPERM", "write-file /tmp/hostile-was-here": "EROFS",
    "read-file CHANNELS": "EACCES", "read-file /etc/passwd": "EACCES", "read-file GATEWAY_ENVIRONMENT": "EACCES",
    "exhaust": "ENOMEM", "change-environment": "EPERM",
}

# What harms nobody: the message goes out.
HARMLESS = [
    "twice", "answer-late 300", "tell-secret", "print-much", "log-much", "lie", "change-signals", "block-signals",
    "start-threads 500", "read-all",
]

# What goes wrong outside of sends.
AT_OTHER_TIMES = ["create: segfault", "connect: segfault", "connect: loop", "health: segfault", "create: exit 0"]


def name_of(deed: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", deed.lower()).strip("-")[:40]


def account(deed: str, **settings: str) -> str:
    lines = [
        f"  - name: {name_of(deed)}", "    plugin: hostile",
        "    retry: {max_attempts: 3, delays_seconds: [0.1, 0.2]}", "    breaker: {failures: 1000}", "    settings:",
        f"      secret: {SECRET}",
    ]
    return "\n".join(lines + [f"      {name}: {value}" for name, value in settings.items()]) + "\n"


def channels() -> str:
    text = "channels:\n  - {name: echo, plugin: echo}\n  - {name: crowd, plugin: hostile, breaker: {failures: 1000}}\n"
    for deed in [*EVERY, *REFUSED, *HARMLESS, "never", "leak"]:
        text += account(deed)
    for deed in AT_OTHER_TIMES:
        when, what = deed.split(": ")
        text += account(deed, **{when: what})
    return text


@dataclass
class Evil:
    """The gateway on its worst day, and what was sent to each account: the deed, then an ordinary message."""

    gateway: Gateway
    api: API
    load: Load
    deeds: dict[str, str]
    afterwards: dict[str, str]

    def delivery(self, message_id: str, *statuses: str, within: float = 90) -> dict:
        def ended() -> dict | None:
            [delivery] = self.api.message(message_id)["deliveries"]
            return delivery if delivery["status"] in statuses else None

        return eventually(ended, f"{message_id} is {' or '.join(statuses)}", within=within)


@pytest.fixture(scope="module")
def evil() -> Iterator[Evil]:
    with own_folder() as folder:
        settings = UNHURRIED | {"CHAT4ALL_SEND_TIMEOUT": "20", "CHAT4ALL_LOG_LEVEL": "debug"}
        gateway = Gateway(folder / "gateway", channels=channels(), settings=settings)
        try:
            gateway.start()
            api = gateway.api()
            with Load.over_echo(api, [gateway], SEED, senders=4, pace=50) as load:
                load.wait_for_more(20)
                deeds, afterwards = {}, {}
                for deed in [*EVERY, *REFUSED, *HARMLESS, "never", "leak"]:
                    deeds[deed], afterwards[deed] = send_both(gateway, api, deed)
                yield Evil(gateway, api, load, deeds, afterwards)
        finally:
            gateway.clean_up()


def send_both(gateway: Gateway, api: API, deed: str) -> tuple[str, str]:
    """In conversations of their own, so that the second does not wait for the first."""
    text = deed.replace("CHANNELS", str(gateway.channels_file)).replace(
        "GATEWAY_ENVIRONMENT", f"/proc/{gateway.process.pid}/environ"
    )
    ids = []
    for number, words in enumerate([f"!{text}", "hello"]):
        victim = f"{name_of(deed)}-{number}"
        api.identity(victim, "hostile")
        ids.append(api.send(api.conversation("ana", victim), "ana", words, channels=[name_of(deed)]))
    return ids[0], ids[1]


def channel(evil: Evil, deed: str) -> dict:
    """What GET /v1/channels tells of a deed's account."""
    [found] = [each for each in evil.api.get("/v1/channels").json()["channels"] if each["name"] == name_of(deed)]
    return found


@pytest.mark.timeout(180)
@pytest.mark.parametrize("deed", FATAL)
def test_a_message_that_ends_its_process_twice_is_put_aside(evil: Evil, deed: str):
    delivery = evil.delivery(evil.deeds[deed], "failed")
    assert delivery["reason"] == "connector_crashed"
    # Sent again it would do the same: it waits for a person among the dead letters.
    letters = evil.api.get("/v1/dead-letters", params={"limit": 200}).json()["dead_letters"]
    assert evil.deeds[deed] in {letter["message_id"] for letter in letters}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("deed", [*FATAL, "leak"])
def test_the_account_goes_on_in_a_new_process(evil: Evil, deed: str):
    assert evil.delivery(evil.afterwards[deed], "sent", "delivered")["external_message_id"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("deed", SILENCING)
def test_a_message_that_silences_its_process_is_put_aside_and_nobody_else(evil: Evil, deed: str):
    assert evil.delivery(evil.deeds[deed], "failed", within=120)["reason"] == "connector_crashed"
    assert evil.delivery(evil.afterwards[deed], "sent", within=60)["external_message_id"]
    # Once beside the other message, and twice alone; not ten times, as for a mere bystander.
    process = channel(evil, deed)["process"]
    assert 2 <= process["crashes"] <= 4
    assert process["quarantined"] is False


@pytest.mark.timeout(300)
def test_one_of_many_is_found_though_its_call_was_over(evil: Evil):
    """Twelve messages under way at once, one of which crashes the process from a thread: it alone is put aside."""
    ids = []
    for number in range(12):
        evil.api.identity(f"crowd-{number}", "hostile")
        conversation = evil.api.conversation("ana", f"crowd-{number}")
        words = "!crash-later 300" if number == 5 else "!answer-late 700"
        ids.append(evil.api.send(conversation, "ana", words, channels=["crowd"]))
    poison = ids.pop(5)
    assert evil.delivery(poison, "failed", within=90)["reason"] == "connector_crashed"
    for message_id in ids:
        assert evil.delivery(message_id, "sent", within=90)["external_message_id"]
    [crowd] = [each for each in evil.api.get("/v1/channels").json()["channels"] if each["name"] == "crowd"]
    assert 2 <= crowd["process"]["crashes"] <= 4


@pytest.mark.parametrize("deed", REFUSED)
def test_what_confinement_refuses_harms_nobody(evil: Evil, deed: str):
    delivery = evil.delivery(evil.deeds[deed], "sent")
    assert delivery["external_message_id"].startswith(f"refused-{REFUSED[deed]}-"), delivery
    assert delivery["attempts"] == 1
    assert evil.delivery(evil.afterwards[deed], "sent")["attempts"] == 1


@pytest.mark.parametrize("deed", HARMLESS)
def test_what_breaks_the_rules_alone_goes_out_once(evil: Evil, deed: str):
    assert evil.delivery(evil.deeds[deed], "sent")["external_message_id"]
    assert evil.delivery(evil.afterwards[deed], "sent")["external_message_id"]


@pytest.mark.timeout(180)
def test_memory_ends_at_the_limit_of_the_process(evil: Evil):
    # What happens to a process that has none left is its own affair: it says so, or it dies of it.
    delivery = evil.delivery(evil.deeds["leak"], "sent", "failed")
    if delivery["status"] == "sent":
        assert delivery["external_message_id"].startswith("refused-ENOMEM-")
    else:
        assert delivery["reason"] == "connector_crashed"


@pytest.mark.timeout(180)
def test_a_message_that_is_never_answered_ends_as_unknown(evil: Evil):
    delivery = evil.delivery(evil.deeds["never"], "failed", within=120)
    assert delivery["attempts"] == 3
    assert delivery["possible_duplicate"] is True


@pytest.mark.timeout(180)
@pytest.mark.parametrize("deed", AT_OTHER_TIMES)
def test_an_account_that_never_comes_up_is_told_and_nothing_else_happens(evil: Evil, deed: str):
    eventually(lambda: channel(evil, deed)["health"]["status"] != "ok", f"{name_of(deed)} is told to be broken", within=60)
    # A connector is asked for its health every 30 s.
    eventually(lambda: channel(evil, deed)["process"]["crashes"] >= 2, "it has crashed again", within=90, every=0.5)
    assert channel(evil, deed)["process"]["restarts"] >= 1


def logged(evil: Evil, account: str, message: str) -> list[dict]:
    """Lines of the log about an account that say so."""
    lines = []
    for line in evil.gateway.log.read_text(errors="replace").splitlines():
        if account in line and message in line:
            lines.append(json.loads(line))
    return lines


def test_secrets_are_nowhere(evil: Evil):
    evil.delivery(evil.deeds["tell-secret"], "sent")

    def printed() -> bool:
        # What it printed is there, on both of its outputs; so it was not merely lost.
        return len(logged(evil, "tell-secret", "the secret is [secret]")) == 2

    eventually(printed, "what it printed is in the log")
    log = evil.gateway.log.read_text(errors="replace")
    assert SECRET not in log
    assert SECRET not in evil.api.get("/v1/channels").text
    assert SECRET not in evil.api.get("/v1/messages/" + evil.deeds["tell-secret"]).text
    for process in psutil.Process(evil.gateway.process.pid).children(recursive=True):
        assert not any(SECRET in part for part in process.cmdline())


def test_what_connectors_say_does_not_flood_the_log(evil: Evil):
    evil.delivery(evil.deeds["log-much"], "sent")
    evil.delivery(evil.deeds["print-much"], "sent")
    eventually(lambda: logged(evil, "print-much", "printed more than is logged"), "it is told how much was dropped")
    dropped = sum(int(line["dropped_lines"]) for line in logged(evil, "print-much", "printed more than is logged"))
    shown = len(logged(evil, "print-much", "noise "))
    assert 100 <= shown < 1_000
    assert shown + dropped == 100_000
    assert evil.gateway.log.read_text(errors="replace").count("noise") < 5_000


@pytest.mark.timeout(300)
def test_nobody_else_noticed(evil: Evil):
    """The last of them: by now everything has happened."""
    for deed in FATAL:
        evil.delivery(evil.deeds[deed], "failed")
    evil.load.wait_for_more(50)
    evil.load.stop()
    assert evil.gateway.is_running()
    assert requests.get(f"{evil.gateway.address}/readyz", timeout=5).status_code == 200
    figures = evil.load.verify(evil.api, within=60)
    assert evil.load.slowest < 5
    counted("hostile connectors", figures)


@pytest.mark.timeout(120)
def test_no_process_is_left_when_the_gateway_stops(new_gateway):
    """Though each does what it can to stay: it ignores signals, hangs in its last calls, answers after its end."""
    text = "channels:\n  - {name: echo, plugin: echo}\n"
    for when in ("disconnect", "destroy"):
        for deed in ("block", "segfault", "stop", "answer-late 100"):
            text += account(f"{when}: {deed}", connect="change-signals", **{when: deed})
    gateway: Gateway = new_gateway(channels=text).start()
    children = psutil.Process(gateway.process.pid).children(recursive=True)
    assert len([child for child in children if "connector-child" in " ".join(child.cmdline())]) >= 9
    assert gateway.terminate() == 0
    assert not psutil.wait_procs(children, timeout=10)[1]


@pytest.mark.timeout(120)
def test_no_process_outlives_a_gateway_that_was_killed(new_gateway):
    text = "channels:\n  - {name: echo, plugin: echo}\n" + account("ignores", connect="change-signals")
    text += account("stopped", connect="stop")
    gateway: Gateway = new_gateway(channels=text).start()
    children = [
        child for child in psutil.Process(gateway.process.pid).children(recursive=True)
        if "connector-child" in " ".join(child.cmdline())
    ]
    assert len(children) == 3
    gateway.kill()
    try:
        # The system wakes the stopped one when its group has lost its parent.
        assert not psutil.wait_procs(children, timeout=10)[1]
    finally:
        for child in children:
            if child.is_running():
                child.kill()
