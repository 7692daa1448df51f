"""What a process of its own costs a connector, and how soon a killed one is back."""

import signal
import threading
import time
from pathlib import Path
from statistics import median

import psutil

from harness.gateway import Gateway
from harness.places import build_folder
from harness.waiting import eventually

from .report import Report
from .rig import SETTINGS, Rig

ACCOUNTS = ("one", "beside")
ACCOUNT = "  - {{name: {name}, plugin: echo, hosting: {hosting}, limits: {{max_in_flight: 64}}}}\n"
# Messages a second at which latencies are compared: well below what either can do.
CALM = 500


def hosting(report: Report, folder: Path, seconds: int) -> None:
    report.headline("echo in a process of its own, beside echo inside the gateway, in turns")
    rigs = {name: rig(folder / name, name) for name in ("process", "in_process")}
    try:
        rates: dict[str, list[float]] = {name: [] for name in rigs}
        latencies: dict[str, list[float]] = {name: [] for name in rigs}
        for _ in range(report.rounds):
            for name, each in rigs.items():
                rates[name].append(capacity(each, seconds))
        for _ in range(report.rounds):
            for name, each in rigs.items():
                latencies[name].append(accepted_to_sent_p99(each, seconds))
        ours = report.add("delivered, in a process", median(rates["process"]), "/s")
        inside = report.add("delivered, inside the gateway", median(rates["in_process"]), "/s")
        report.add("in a process : inside", ours / inside, "", ">= 0.7", lambda ratio: ratio >= 0.7)
        added = median(latencies["process"]) - median(latencies["in_process"])
        report.add("accepted to sent, p99, inside the gateway", median(latencies["in_process"]), "ms")
        report.add("added by the process, p99", added, "ms", "<= 2 ms", lambda ms: ms <= 2)
        recovery(report, rigs["process"], seconds)
        report.details["hosting"] = {"rates": rates, "p99": latencies}
    finally:
        for each in rigs.values():
            each.gateway.clean_up()


def rig(folder: Path, hosting: str) -> Rig:
    channels = "channels:\n" + "".join(ACCOUNT.format(name=name, hosting=hosting) for name in ACCOUNTS)
    made = Rig(folder, 200, gateway=Gateway(folder, channels=channels, settings=SETTINGS, binaries=build_folder("release")))
    made.gateway.start()
    made.prepare()
    return made


def capacity(rig: Rig, seconds: int) -> float:
    """Deliveries a second from the first message of a rush to the last one read."""
    before = rig.delivered()
    began = time.monotonic()
    rig.send(seconds, channels=("one",))
    rig.wait_until_idle()
    return (rig.delivered() - before) / (time.monotonic() - began)


def accepted_to_sent_p99(rig: Rig, seconds: int) -> float:
    """In milliseconds, at a calm pace."""
    begin = newest(rig)
    rig.send(seconds, rate=CALM, channels=("one",))
    rig.wait_until_idle()
    return p99_since(rig, begin, "one")


def newest(rig: Rig) -> str:
    [[moment]] = sql(rig, "SELECT coalesce(max(created_at), '-infinity') FROM messages")
    return moment


def p99_since(rig: Rig, begin: str, account: str) -> float:
    """From acceptance to the connector's answer, by the database's own times."""
    [[value]] = sql(
        rig,
        "SELECT 1000 * percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - created_at))"
        " FROM deliveries JOIN messages USING (conversation_id, sequence_number)"
        f" WHERE created_at > '{begin}' AND account = '{account}'",
    )
    return float(value)


def recovery(report: Report, rig: Rig, seconds: int) -> None:
    """SIGSEGV under load: until there is another process, and how long nothing was sent through it; and what somebody
    on another account notices of it, beside rounds in which nobody is killed."""
    replaced, sending = [], []
    beside: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(report.rounds):
        for kills in beside:
            begin = newest(rig)
            load = threading.Thread(target=rig.send, args=(max(4, seconds), 2 * CALM, ACCOUNTS))
            load.start()
            if kills:
                threading.Event().wait(1)
                times = kill(rig)
                replaced.append(times[0])
            load.join()
            rig.wait_until_idle()
            beside[kills].append(p99_since(rig, begin, "beside"))
            if kills:
                sending.append(longest_gap(rig, times[1]))
            lost = rig.backlog()
            assert lost <= 0, f"{lost} messages were lost"
    report.add("killed with SIGSEGV under load: another process after", median(replaced), "ms")
    report.add("nothing was sent for", median(sending), "ms", "<= 500 ms", lambda ms: ms <= 500)
    calm, killed = median(beside[False]), median(beside[True])
    report.add("accepted to sent on another account, p99, nobody killed", calm, "ms")
    report.add("the same beside a kill : without", killed / calm, "", "<= 1.1", lambda ratio: ratio <= 1.1)
    report.details["recovery"] = {
        "replaced": replaced, "gaps": sending, "beside, killed": beside[True], "beside, nobody killed": beside[False],
    }  # fmt: skip


def kill(rig: Rig) -> tuple[float, str]:
    """Kills the process of one: milliseconds until there is another one, and the database's time of the kill."""
    first = process(rig)
    [[moment]] = sql(rig, "SELECT clock_timestamp()")
    began = time.monotonic()
    psutil.Process(first).send_signal(signal.SIGSEGV)
    # Not more often: each look costs the gateway as much as many messages, and others are measured meanwhile.
    eventually(lambda: process(rig) not in (None, first), "there is another process", every=0.02)
    return (time.monotonic() - began) * 1000, moment


def longest_gap(rig: Rig, killed: str) -> float:
    """The longest time, in milliseconds, in which one sent nothing, from the kill on."""
    [[gap]] = sql(
        rig,
        "SELECT 1000 * max(extract(epoch FROM gap)) FROM (SELECT sent_at - lag(sent_at) OVER (ORDER BY sent_at) AS gap"
        f" FROM deliveries WHERE account = 'one' AND sent_at > timestamptz '{killed}' - interval '100 ms'"
        f" AND sent_at < timestamptz '{killed}' + interval '2 s') AS gaps",
    )
    return float(gap)


def process(rig: Rig) -> int | None:
    [one] = [entry for entry in rig.api.get("/v1/channels").json()["channels"] if entry["name"] == "one"]
    return one["process"]["pid"]


def sql(rig: Rig, statement: str) -> list[list[str]]:
    cluster = rig.gateway.postgres
    return cluster.sql(statement, cluster.gateway_database())
