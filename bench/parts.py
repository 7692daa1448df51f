"""What is measured, part by part; each adds its figures to the report."""

import re
import threading
from statistics import mean, median

from harness.metrics import scrape
from harness.postgres import Cluster

from .fill import fill
from .load import pgbench
from .report import Report
from .rig import Rig
from .usage import machine_cpu


def idle(report: Report, rig: Rig) -> None:
    report.headline("A gateway that has nothing to do")
    threading.Event().wait(5)
    memory = rig.gateway.usage.memory_info().rss / 1e6
    report.add("resident memory", memory, "MB", "<= 60 MB", lambda megabytes: megabytes <= 60)


def accept(report: Report, rig: Rig, seconds: int) -> None:
    """As fast as it takes them, round by round beside PostgreSQL's own single-row commits."""
    report.headline("Accepting: POST /v1/messages on 64 connections, beside pgbench with 64 clients")
    cluster = rig.gateway.postgres
    database, insert = single_row_insert(cluster)
    rig.send(max(2, seconds // 3))
    rig.wait_until_idle()
    ours, theirs, gateway_cpu, postgres_cpu, peaks, memory = [], [], [], [], [], []
    our_cpu, their_cpu = [], []
    for _ in range(report.rounds):
        began = machine_cpu()
        theirs.append(pgbench(cluster, database, insert, seconds))
        their_cpu.append((machine_cpu() - began) / theirs[-1].requests * 1e6)
        cluster.sql("TRUNCATE bench_inbox", database)
        before = scrape(rig.gateway)["chat4all_messages_accepted_total"]
        with rig.usage() as usage:
            began = machine_cpu()
            ours.append(rig.send(seconds))
            our_cpu.append((machine_cpu() - began) / ours[-1].requests * 1e6)
            rig.wait_until_idle()
        accepted = scrape(rig.gateway)["chat4all_messages_accepted_total"] - before
        gateway_cpu.append(usage.gateway_cpu / accepted * 1e6)
        postgres_cpu.append(usage.postgres_cpu / accepted * 1e6)
        peaks.append(usage.peak_rss / 1e6)
        memory.append(usage.postgres_memory / 1e6)
    single = report.add("pgbench, single-row commits", median(each.rate for each in theirs), "/s")
    report.latencies("pgbench", theirs)
    rate = report.add("accepted", median(each.rate for each in ours), "/s")
    report.add("accepted : single-row commits", rate / single, "", ">= 1.0", lambda ratio: ratio >= 1)
    report.latencies("accepted", ours, p99_limit=25)
    # Of all processes, load generators included: what stays the same when others slow the machine down.
    report.add("CPU of the machine for one single-row commit", median(their_cpu), "us")
    report.add("CPU of the machine for one accepted message", median(our_cpu), "us")
    # From accepted to read: the CPU of everything that a message sets off.
    report.add("CPU of the gateway for one message, all of its way", median(gateway_cpu), "us")
    report.add("CPU of PostgreSQL for one message, all of its way", median(postgres_cpu), "us")
    report.add("peak resident memory of the gateway", max(peaks), "MB")
    report.add("peak memory of PostgreSQL (proportional)", max(memory), "MB")
    report.details["accept"] = {"gateway": ours, "pgbench": theirs}
    cluster.sql("DROP TABLE bench_inbox", database)


def single_row_insert(cluster: Cluster) -> tuple[str, str]:
    """A copy of the inbox table, and the statement that puts one row into it as large as the gateway's own."""
    database = cluster.gateway_database()
    cluster.sql("DROP TABLE IF EXISTS bench_inbox; CREATE TABLE bench_inbox (LIKE inbox INCLUDING ALL)", database)
    [[client, conversation, body]] = cluster.sql(
        "SELECT client_id, conversation_id, body FROM messages ORDER BY id LIMIT 1", database
    )
    # pgbench takes a colon before a letter for a variable of its own; JSON does not mind a space there.
    body = re.sub(r":(?=\w)", ": ", body.replace("'", "''"))
    insert = (
        "\\set partition random(0, 63)\n"
        "INSERT INTO bench_inbox"
        " (partition, kind, client_id, conversation_id, message_id, sender, body, received_at)"
        f" VALUES (:partition, 1, '{client}', '{conversation}', gen_random_uuid()::text, 'ana',"
        f" '{body}', now());\n"
    )
    return database, insert


def steady(report: Report, rig: Rig, seconds: int) -> None:
    report.headline("100,000 messages a minute")
    rounds = []
    for _ in range(report.rounds):
        rounds.append(rig.send(seconds, rate=1_667))
        rig.wait_until_idle()
    report.add("accepted", median(each.rate for each in rounds), "/s", ">= 1,650", lambda rate: rate >= 1_650)
    report.latencies("accepted", rounds, p99_limit=10)
    report.details["steady"] = rounds


def deliver(report: Report, rig: Rig, seconds: int, offered: float) -> None:
    """At a steady offer: what echo has delivered while it lasted, and whether work piles up."""
    report.headline(f"Accepted to delivered through echo, {offered:,.0f} messages a second offered")
    rates, growths, largest, rounds = [], [], [], []
    for _ in range(report.rounds):
        before = rig.delivered()
        with rig.usage() as usage:
            rounds.append(rig.send(seconds, rate=offered))
            during = rig.delivered()
        rig.wait_until_idle()
        rates.append((during - before) / rounds[-1].seconds)
        third = max(1, len(usage.backlog) // 3)
        growths.append(mean(usage.backlog[-third:]) - mean(usage.backlog[third : 2 * third] or usage.backlog))
        largest.append(max(usage.backlog))
    report.add("delivered", median(rates), "/s", ">= 4,000", lambda rate: rate >= 4_000)
    report.add("backlog, the largest seen", max(largest), "")
    report.add(
        "backlog, last third less middle third", median(growths), "", "<= 400", lambda growth: growth <= offered / 10
    )
    report.latencies("accepted", rounds)
    figures = scrape(rig.gateway)
    average = figures["chat4all_delivery_seconds_sum"] / max(1, figures["chat4all_delivery_seconds_count"]) * 1000
    report.add("accepted to sent, mean over the run so far", average, "ms")
    report.details["deliver"] = {"rates": rates, "backlog_growth": growths, "accepting": rounds}


def full(report: Report, rig: Rig, conversations: int) -> None:
    """The same load before and after the database was filled: what a message costs must not depend on how many lie."""
    report.headline("With a full database")
    seconds = 4 if report.quick else 10
    before = cost(report, rig, seconds)
    assert rig.gateway.terminate() == 0
    cluster = rig.gateway.postgres
    cluster.start()
    stored = fill(cluster, cluster.gateway_database(), conversations)
    cluster.stop()
    rig.gateway.start()
    report.add("messages stored", stored, "")
    rig.send(seconds)
    rig.wait_until_idle()
    after = cost(report, rig, seconds)
    report.add("accepted, before", before["rate"], "/s")
    report.add("accepted, full", after["rate"], "/s")
    ratio = after["rate"] / before["rate"]
    report.add("accepted, full : before", ratio, "", ">= 0.85", lambda ratio: ratio >= 0.85)
    report.add("CPU for one message, before", before["cpu_us"], "us")
    report.add("CPU for one message, full", after["cpu_us"], "us")
    ratio = after["cpu_us"] / before["cpu_us"]
    report.add("CPU, full : before", ratio, "", "<= 1.15", lambda ratio: ratio <= 1.15)
    report.details["full"] = {"before": before, "full": after}


def cost(report: Report, rig: Rig, seconds: int) -> dict[str, float]:
    """Accepted per second, and CPU microseconds of gateway and PostgreSQL per message from accepted to read."""
    rates, costs = [], []
    for _ in range(report.rounds):
        before = scrape(rig.gateway)["chat4all_messages_accepted_total"]
        with rig.usage() as usage:
            rates.append(rig.send(seconds).rate)
            rig.wait_until_idle()
        accepted = scrape(rig.gateway)["chat4all_messages_accepted_total"] - before
        costs.append((usage.gateway_cpu + usage.postgres_cpu) / accepted * 1e6)
    return {"rate": median(rates), "cpu_us": median(costs)}


def history(report: Report, rig: Rig, seconds: int) -> None:
    report.headline("Reading: the newest 50 messages of a conversation, 64 connections")
    rig.read_history(2)
    rounds = [rig.read_history(seconds) for _ in range(report.rounds)]
    report.add("pages", median(each.rate for each in rounds), "/s", ">= 3,000", lambda rate: rate >= 3_000)
    report.latencies("pages", rounds)
    report.details["history"] = rounds


def flat(report: Report, rig: Rig, seconds: int) -> None:
    report.headline(f"{seconds} seconds at 100,000 messages a minute")
    with rig.usage() as usage:
        measured = rig.send(seconds, rate=1_667)
    rig.wait_until_idle()
    fifth = max(1, len(usage.gateway_rss) // 5)
    early = mean(usage.gateway_rss[fifth : 2 * fifth]) / 1e6
    late = mean(usage.gateway_rss[-fifth:]) / 1e6
    report.latencies("accepted", [measured], p99_limit=10)
    report.add("resident memory, second fifth of the time", early, "MB")
    report.add("resident memory, last fifth", late, "MB")
    report.add("resident memory, last : second", late / early, "", "<= 1.05", lambda ratio: ratio <= 1.05)
    report.details["flat"] = {"resident_bytes": usage.gateway_rss, "backlog": usage.backlog, "accepting": measured}
