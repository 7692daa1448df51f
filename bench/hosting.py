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

CHANNELS = "channels:\n  - {{name: echo, plugin: echo, hosting: {hosting}, limits: {{max_in_flight: 64}}}}\n"
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
        recovery(report, rigs["process"])
        report.details["hosting"] = {"rates": rates, "p99": latencies}
    finally:
        for each in rigs.values():
            each.gateway.clean_up()


def rig(folder: Path, hosting: str) -> Rig:
    channels = CHANNELS.format(hosting=hosting)
    made = Rig(folder, 200, gateway=Gateway(folder, channels=channels, settings=SETTINGS, binaries=build_folder("release")))
    made.gateway.start()
    made.prepare()
    return made


def capacity(rig: Rig, seconds: int) -> float:
    """Deliveries a second from the first message of a rush to the last one read."""
    before = rig.delivered()
    began = time.monotonic()
    rig.send(seconds)
    rig.wait_until_idle()
    return (rig.delivered() - before) / (time.monotonic() - began)


def accepted_to_sent_p99(rig: Rig, seconds: int) -> float:
    """In milliseconds, from the database's own times."""
    [[begin]] = sql(rig, "SELECT coalesce(max(created_at), '-infinity') FROM messages")
    rig.send(seconds, rate=CALM)
    rig.wait_until_idle()
    [[value]] = sql(
        rig,
        "SELECT 1000 * percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - created_at))"
        f" FROM deliveries JOIN messages USING (conversation_id, sequence_number) WHERE created_at > '{begin}'",
    )
    return float(value)


def recovery(report: Report, rig: Rig) -> None:
    """SIGSEGV under load: until there is another process, and until the first message is sent through it."""
    replaced, sending = [], []
    for _ in range(report.rounds):
        load = threading.Thread(target=rig.send, args=(4, CALM))
        load.start()
        threading.Event().wait(1)
        first = process(rig)
        [[killed]] = sql(rig, "SELECT clock_timestamp()")
        began = time.monotonic()
        psutil.Process(first).send_signal(signal.SIGSEGV)
        eventually(lambda: process(rig) not in (None, first), "there is another process", every=0.002)
        replaced.append((time.monotonic() - began) * 1000)
        load.join()
        rig.wait_until_idle()
        # The longest time in which nothing was sent, from the kill on.
        [[gap]] = sql(
            rig,
            "SELECT 1000 * max(extract(epoch FROM gap)) FROM (SELECT sent_at - lag(sent_at) OVER (ORDER BY sent_at) AS gap"
            f" FROM deliveries WHERE sent_at > timestamptz '{killed}' - interval '100 ms'"
            f" AND sent_at < timestamptz '{killed}' + interval '2 s') AS gaps",
        )
        sending.append(float(gap))
        lost = rig.backlog()
        assert lost <= 0, f"{lost} messages were lost"
    report.add("killed with SIGSEGV under load: another process after", median(replaced), "ms")
    report.add("nothing was sent for", median(sending), "ms", "<= 500 ms", lambda ms: ms <= 500)


def process(rig: Rig) -> int | None:
    [echo] = [entry for entry in rig.api.get("/v1/channels").json()["channels"] if entry["name"] == "echo"]
    return echo["process"]["pid"]


def sql(rig: Rig, statement: str) -> list[list[str]]:
    cluster = rig.gateway.postgres
    return cluster.sql(statement, cluster.gateway_database())
