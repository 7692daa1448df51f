"""Days on which parts of the system die: nothing that was answered 202 may be lost, doubled or reordered."""

import os
import random
import subprocess
import threading
import time
from pathlib import Path

import pytest
import requests

from conftest import SEED, UNHURRIED
from harness.gateway import Gateway
from harness.load import Load, counted
from harness.metrics import scrape
from harness.places import own_folder
from harness.postgres import Cluster
from harness.receiver import Receiver, hangs
from harness.waiting import eventually

pytestmark = pytest.mark.bad_day

GATEWAY_KILLS = int(os.environ.get("CHAT4ALL_GATEWAY_KILLS", "50"))
POSTGRES_KILLS = int(os.environ.get("CHAT4ALL_POSTGRES_KILLS", "10"))


def pause(seconds: float) -> None:
    """Lets a random moment pass; what is tested is that any moment will do."""
    threading.Event().wait(seconds)


def assert_stored_once(cluster: Cluster, accepted: int) -> dict[str, int]:
    """Asks the database itself, past everything the gateway says."""
    [[stored, distinct, left, flagged]] = cluster.sql(
        "SELECT (SELECT count(*) FROM messages), (SELECT count(DISTINCT (client_id, message_id)) FROM messages),"
        " (SELECT count(*) FROM inbox), (SELECT count(*) FROM deliveries WHERE possible_duplicate)",
        cluster.gateway_database(),
    )
    assert (int(stored), int(distinct), int(left)) == (accepted, accepted, 0)
    return {
        "rows": int(stored), "distinct": int(distinct), "left_in_inbox": int(left), "possible_duplicates": int(flagged),
    }


@pytest.mark.timeout(420)
def test_the_gateway_is_killed_again_and_again(new_gateway, rng: random.Random):
    gateway: Gateway = new_gateway().start()
    api = gateway.api()
    ports = set()
    with Load.over_echo(api, [gateway], SEED) as load:
        load.wait_for_more(50)
        for kill in range(GATEWAY_KILLS):
            pause(rng.uniform(0, 0.5))
            gateway.kill()
            gateway.start(ready=False)
            if kill % 5 == 4:
                # Now and then it dies while it is still starting.
                pause(rng.uniform(0, 0.4))
            else:
                load.wait_for_more(rng.randrange(1, 60))
                ports.add(gateway.address)
        gateway.wait_ready()
        load.wait_for_more(50)
    figures = load.verify(api, within=90) | {"kills": GATEWAY_KILLS} | assert_stored_once(gateway.postgres, load.accepted)
    counted("gateway killed", figures)


@pytest.mark.timeout(300)
def test_postgresql_is_killed_again_and_again(new_gateway, rng: random.Random):
    gateway: Gateway = new_gateway().start()
    api = gateway.api()
    gaps = []
    with Load.over_echo(api, [gateway], SEED) as load:
        load.wait_for_more(50)
        for _ in range(POSTGRES_KILLS):
            pause(rng.uniform(0, 1))
            # What a killed server's processes still had in hand may have been enough to go on here.
            eventually(lambda: gateway.postgres.pid() is not None, "PostgreSQL runs again", within=40)
            gateway.postgres.kill()
            killed = time.monotonic()
            load.wait_for_more(len(load.conversations) + 1, within=40)
            gaps.append(time.monotonic() - killed)
            assert gateway.is_running(), gateway.log_tail()
        load.wait_for_more(50)
    assert load.retry_after_missing == 0
    figures = load.verify(api, within=90) | {"kills": POSTGRES_KILLS, "longest_gap_s": round(max(gaps), 1)}
    counted("PostgreSQL killed", figures | assert_stored_once(gateway.postgres, load.accepted))


@pytest.fixture
def shared_cluster():
    """A PostgreSQL that belongs to no gateway."""
    with own_folder("chat4all-pg") as folder:
        cluster = Cluster.create(folder / "pg")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def owned(gateway: Gateway) -> int:
    try:
        return int(scrape(gateway)["chat4all_partitions_owned"])
    except (OSError, requests.RequestException):
        return -1


def test_a_second_gateway_comes_dies_comes_and_leaves(new_gateway, shared_cluster: Cluster):
    first: Gateway = new_gateway("first", database_url=shared_cluster.url()).start()
    second: Gateway = new_gateway("second", database_url=shared_cluster.url())
    api = first.api()
    total = owned(first)
    assert total > 1
    with Load.over_echo(api, [first], SEED, senders=12) as load:
        load.wait_for_more(50)

        second.start()
        eventually(lambda: 0 < owned(second) == total - owned(first), "both have a share of the partitions", within=30)
        shares = (owned(first), owned(second))
        load.gateways.append(second)
        load.wait_for_more(500)

        second.kill()
        died = time.monotonic()
        load.gateways.remove(second)
        eventually(lambda: owned(first) == total, "the first one has taken over", within=12)
        take_over = time.monotonic() - died
        load.wait_for_more(200)

        second.start()
        eventually(lambda: 0 < owned(second) == total - owned(first), "both have a share again", within=30)
        load.wait_for_more(200)
        leaving = time.monotonic()
        assert second.terminate() == 0
        eventually(lambda: owned(first) == total, "the first one has taken over again", within=12)
        hand_over = time.monotonic() - leaving
        load.wait_for_more(50)
    figures = load.verify(api) | assert_stored_once(shared_cluster, load.accepted)
    counted(
        "second gateway",
        figures | {"shares": shares, "take_over_s": round(take_over, 1), "hand_over_s": round(hand_over, 1)},
    )
    assert take_over <= 10
    assert hand_over <= 10


def test_answers_503_while_postgresql_does_not_answer(new_gateway):
    gateway: Gateway = new_gateway().start()
    api = gateway.api()
    with Load.over_echo(api, [gateway], SEED, senders=4) as load:
        load.wait_for_more(20)
        gateway.postgres.freeze()
        try:
            eventually(lambda: load.answers["503"] > 0, "sends are answered 503", within=30)
            eventually(lambda: gateway.readyz() == 503, "/readyz says that it is not ready", within=30)
            assert requests.get(f"{gateway.address}/healthz", timeout=10).status_code == 200
            answer = api.get("/v1/conversations", timeout=40)
            assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1
        finally:
            gateway.postgres.thaw()
        eventually(lambda: gateway.readyz() == 200, "it is ready again", within=40)
        load.wait_for_more(50)
    assert load.retry_after_missing == 0
    counted("PostgreSQL frozen", load.verify(api))


def test_recovers_when_a_shared_postgresql_comes_back(new_gateway, shared_cluster: Cluster):
    gateway: Gateway = new_gateway(database_url=shared_cluster.url()).start()
    api = gateway.api()
    with Load.over_echo(api, [gateway], SEED, senders=4) as load:
        load.wait_for_more(20)
        shared_cluster.stop()
        eventually(lambda: load.answers["503"] > 0, "sends are answered 503", within=30)
        eventually(lambda: gateway.readyz() == 503, "/readyz says that it is not ready", within=30)
        shared_cluster.start()
        eventually(lambda: gateway.readyz() == 200, "it is ready again", within=40)
        load.wait_for_more(50)
    assert load.retry_after_missing == 0
    counted("PostgreSQL away", load.verify(api) | assert_stored_once(shared_cluster, load.accepted))


@pytest.fixture
def small_disk():
    """A file system of 640 MiB; only root can make one."""
    with own_folder("chat4all-disk") as folder:
        if os.geteuid() != 0:
            pytest.skip("a small file system needs root")
        mount = ["mount", "-t", "tmpfs", "-o", "size=640m,mode=0755", "tmpfs", str(folder)]
        if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            pytest.skip("this system allows no mount")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path):
    gateway = Gateway(small_disk / "gateway", settings=UNHURRIED)
    try:
        gateway.start()
        api = gateway.api()
        ballast = small_disk / "ballast"
        with Load.over_echo(api, [gateway], SEED, senders=4, pace=2000) as load:
            load.wait_for_more(20)
            fill(ballast)
            eventually(lambda: load.answers["503"] > 0, "sends are answered 503", within=60)
            ballast.unlink()
            load.wait_for_more(50, within=60)
            eventually(lambda: gateway.readyz() == 200, "it is ready again", within=40)
        assert load.retry_after_missing == 0
        counted("disk full", load.verify(api) | assert_stored_once(gateway.postgres, load.accepted))
    finally:
        gateway.clean_up()


def fill(path: Path) -> None:
    with open(path, "wb", buffering=0) as file:
        block = b"\0" * (1 << 20)
        try:
            while True:
                file.write(block)
        except OSError:
            pass


def test_sigterm_finishes_what_is_under_way(new_gateway):
    gateway: Gateway = new_gateway().start()
    api = gateway.api()
    with Load.over_echo(api, [gateway], SEED, senders=4) as load:
        load.wait_for_more(100)
        assert gateway.terminate() == 0
        gateway.start()
        load.wait_for_more(50)
    figures = load.verify(api) | assert_stored_once(gateway.postgres, load.accepted)
    # Drained, not killed: no send was left without its answer.
    assert figures["possible_duplicates"] == 0
    counted("drained", figures)


WEBHOOK_KILLS = int(os.environ.get("CHAT4ALL_WEBHOOK_KILLS", "10"))


@pytest.mark.alone
@pytest.mark.timeout(420)
def test_webhooks_survive_kills(new_gateway, rng: random.Random):
    """Killed at random moments under load: each event is told, under one id, seldom twice, and in order."""
    gateway: Gateway = new_gateway().start()
    api = gateway.api()
    with Receiver() as receiver:
        api.webhook(receiver.url(), "message.*")
        with Load.over_echo(api, [gateway], SEED, pace=100) as load:
            load.wait_for_more(50)
            for _ in range(WEBHOOK_KILLS):
                pause(rng.uniform(0.5, 1.5))
                gateway.kill()
                gateway.start()
                load.wait_for_more(20)
        load.verify(api, within=60)

        def told() -> dict[str, set[str]]:
            ids: dict[str, set[str]] = {}
            for one in receiver.at():
                ids.setdefault(f"{one.data['message_id']} {one.type}", set()).add(one.id)
            return ids

        steps = ("accepted", "sent", "delivered", "read")
        wanted = {f"{id} message.{step}" for known in load.conversations for id in known.accepted for step in steps}
        eventually(lambda: wanted <= told().keys(), "every step of every message was told", within=60, every=0.5)
        ids = told()
        assert all(len(names) == 1 for names in ids.values()), "an event had two ids"
        total = len(receiver.at())
        repeated = total - len({one.id for one in receiver.at()})
        for known in load.conversations:
            first: dict[str, int] = {}
            for one in receiver.at(type="message.accepted"):
                if one.data["conversation_id"] == known.id:
                    first.setdefault(one.data["message_id"], len(first))
            assert list(first) == known.accepted, "out of order"
    counted("webhooks, gateway killed", {"kills": WEBHOOK_KILLS, "posts": total, "repeated": repeated})
    assert repeated <= max(0.01 * total, 5)


@pytest.mark.timeout(240)
def test_a_hanging_endpoint_delays_no_other(new_gateway):
    """Half of the traffic goes to an endpoint that hangs for half a minute: nothing else waits for it."""
    hanging_for = 30
    gateway: Gateway = new_gateway(settings={"CHAT4ALL_WEBHOOK_TIMEOUT": str(hanging_for)}).start()
    api = gateway.api()
    with Receiver() as receiver:
        receiver.behaviours["/bad"] = hangs
        for path in ("/bad", "/good"):
            api.webhook(receiver.url(path), "message.accepted")
        conversations = [api.conversation(f"w{number}", f"r{number}") for number in range(20)]
        sent: dict[str, float] = {}
        for number in range(600):
            started = time.time()
            sent[api.send(conversations[number % 20], f"w{number % 20}", channels=["internal"])] = started
        told = receiver.wait_for(len(sent), "/good", within=hanging_for)
        assert {one.data["message_id"] for one in told} == sent.keys()
        assert receiver.at("/bad"), "the other half went to the endpoint that hangs"
    delays = sorted(one.at - sent[one.data["message_id"]] for one in told)
    counted("hanging endpoint", {"p50_ms": round(delays[300] * 1000, 1), "slowest_ms": round(delays[-1] * 1000, 1)})
    # How much slower the others are is measured by `make bench`; here it counts that none waits until a call is given up.
    assert delays[-1] < hanging_for / 3
