"""The main job's parts: callbacks in, messages through, webhooks out."""

import threading
import time
from datetime import UTC, datetime
from statistics import median

from harness.metrics import scrape
from harness.waiting import eventually

from .load import Round, wrk
from .report import Report
from .rig import Rig
from .town import Town


def percentile(values: list[float], share: float) -> float:
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def webhooks(report: Report, town: Town, rig: Rig, seconds: int) -> None:
    """A replay of what the log holds, beside the POSTs that wrk drives into the same receiver."""
    report.headline("Webhooks: signed, delivered and recorded, beside wrk's POSTs into the same receiver")
    rig.send(seconds)
    rig.wait_until_idle()
    posts = town.signed_posts("reference")
    webhook = town.webhook("bench", "message.*")
    began = "2026-01-01T00:00:00Z"
    ours, theirs = [], []
    for _ in range(report.rounds):
        theirs.append(wrk("post", town.sandbox.address, seconds, "/receiver/reference", posts).rate)
        until = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        answer = town.api.post(f"/v1/webhooks/{webhook}/replay", {"since": began, "until": until})
        assert answer.status_code == 202, answer.text
        # The rate in the middle of it: begun and not yet run out.
        first = received(town, "bench")
        eventually(lambda n=first: received(town, "bench") > n + 1000, "the replay is under way", within=30, every=0.01)
        count, time_ = received(town, "bench"), time.monotonic()
        threading.Event().wait(min(seconds, 5))
        ours.append((received(town, "bench") - count) / (time.monotonic() - time_))
        eventually(lambda: is_quiet(town), "the replay has ended", within=300, every=0.5)
    reference = report.add("wrk into the receiver, 64 connections", median(theirs), "/s")
    rate = report.add("webhooks, 64 in flight", median(ours), "/s", ">= 3,000", lambda value: value >= 3_000)
    report.add("webhooks : wrk", rate / reference, "", ">= 0.6", lambda ratio: ratio >= 0.6)
    report.details["webhooks"] = {"gateway": ours, "wrk": theirs}
    town.api.delete(f"/v1/webhooks/{webhook}")


def job(report: Report, town: Town, seconds: int, rate: float) -> None:
    """A callback in, its message out through the Telegram connector, two webhooks: at a steady rate."""
    report.headline(f"The main job, WhatsApp to Telegram: {rate:,.0f} messages a second offered for {seconds} s")
    webhook = town.webhook("job", "message.received", "message.sent")
    people = [each["name"] for each in town.sandbox.people("whatsapp", 200, "ana")]
    sandbox = town.sandbox
    # Everybody is known before it counts.
    sandbox.load(people, count=400, per_second=200)
    eventually(lambda: received(town, "job") >= 800, "everybody has a conversation", within=60)
    rates, backlogs = [], []
    for _ in range(report.rounds):
        sent, told = sent_so_far(town), received(town, "job")
        begin = time.monotonic()
        sandbox.load(people, count=int(rate * seconds), per_second=rate)
        eventually(lambda: sandbox.load_state()["done"], "all is said", within=seconds * 3 + 30, every=0.05)
        elapsed = time.monotonic() - begin
        done = min(sent_so_far(town) - sent, (received(town, "job") - told) // 2)
        rates.append(done / elapsed)
        backlogs.append(rate * seconds - done)
        eventually(lambda n=sent, t=told: sent_so_far(town) - n >= int(rate * seconds)
                   and received(town, "job") - t >= 2 * int(rate * seconds), "all of it has arrived", within=120)
    report.add("sent on and told to the developer", median(rates), "/s", ">= 1,000", lambda value: value >= 1_000)
    report.add("still on their way at the end", median(backlogs), "")
    report.details["job"] = {"rates": rates, "backlogs": backlogs}
    town.api.delete(f"/v1/webhooks/{webhook}")


def callbacks(report: Report, town: Town, seconds: int) -> None:
    """WhatsApp callbacks with their signatures checked and their events committed; alone, and sent on at the same time."""
    report.headline("Callbacks: signature checked, message committed; 64 connections")
    ingested = {account: ingest(town, account, report.rounds, seconds) for account in ("desk", "whatsapp")}
    report.add(
        "callbacks", median(each.rate for each in ingested["desk"]), "/s", ">= 4,000", lambda rate: rate >= 4_000)
    report.latencies("callbacks", ingested["desk"])
    on = median(each.rate for each in ingested["whatsapp"])
    report.add("callbacks whose messages go out through Telegram at once", on, "/s")
    report.details["callbacks"] = ingested


def ingest(town: Town, account: str, rounds: int, seconds: int) -> list[Round]:
    """Callbacks of one account from people who are known, as fast as answers come."""
    people = 2_000
    path = f"/ingress/{account}"
    wrk("post", town.gateway.address, 4, path, town.callbacks(people, people))
    eventually(lambda: is_idle(town), "the gateway has nothing left to do", within=300, every=0.5)
    measured = []
    for _ in range(rounds):
        made = town.callbacks(9_000 * seconds, people)
        measured.append(wrk("post", town.gateway.address, seconds, path, made))
        eventually(lambda: is_idle(town), "the gateway has nothing left to do", within=300, every=0.5)
    return measured


def latency(report: Report, town: Town, rig: Rig, seconds: int) -> None:
    """From accepting a message to the developer having its webhook; alone, and beside an endpoint that hangs."""
    report.headline("From POST /v1/messages to the webhook, 200 messages a second")
    alone, beside = [], []
    webhook = town.webhook("prompt", "message.accepted")
    for _ in range(report.rounds):
        alone.append(delays(town, rig, seconds))
    p95 = median(percentile(each, 0.95) for each in alone)
    p99 = median(percentile(each, 0.99) for each in alone)
    report.add("accept to webhook, p50", median(percentile(each, 0.5) for each in alone), "ms")
    report.add("accept to webhook, p95", p95, "ms", "<= 50 ms", lambda value: value <= 50)
    report.add("accept to webhook, p99", p99, "ms", "<= 100 ms", lambda value: value <= 100)
    hanging = town.webhook("hanging", "message.accepted")
    town.sandbox.fault("receiver", "hang", name="hanging")
    for _ in range(report.rounds):
        beside.append(delays(town, rig, seconds))
    with_it = median(percentile(each, 0.99) for each in beside)
    report.add("the same beside an endpoint that hangs, p99", with_it, "ms")
    report.add("beside it : alone, p99", with_it / p99, "", "<= 1.2", lambda ratio: ratio <= 1.2)
    town.sandbox.clear_faults()
    for each in (webhook, hanging):
        town.api.delete(f"/v1/webhooks/{each}")


def delays(town: Town, rig: Rig, seconds: int) -> list[float]:
    """Milliseconds from each message's acceptance to the receiver `prompt`."""
    after = town.sandbox.control("GET", "receivers/prompt/events?limit=1")["last_seq"]
    # The receiver remembers its last 2,000 events.
    rig.send(min(seconds, 8), rate=200)
    rig.wait_until_idle()
    events = town.sandbox.events("prompt", after=after)
    assert len(events) > 100, "too few webhooks came"
    return [event["at_ms"] - milliseconds(event["body"]["timestamp"]) for event in events]


def milliseconds(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000


def received(town: Town, receiver: str) -> int:
    return town.sandbox.receiver_state(receiver)["received"]


def sent_so_far(town: Town) -> int:
    return town.sandbox.control("GET", "sent?limit=1")["last_seq"]


def is_idle(town: Town) -> bool:
    figures = scrape(town.gateway)
    return figures["chat4all_inbox_depth"] + figures["chat4all_lanes_queued"] + figures["chat4all_sends_in_flight"] == 0


def is_quiet(town: Town) -> bool:
    figures = scrape(town.gateway)
    names = ("queued", "in_flight", "lagging", "backlog")
    return sum(figures.get(f"chat4all_webhooks_{name}", 0) for name in names) == 0
