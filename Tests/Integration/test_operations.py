"""What an operator looks at: health, readiness, figures, channels, limits."""

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from harness.api import API, assert_problem
from harness.gateway import Gateway
from harness.metrics import scrape
from harness.waiting import eventually

EXPECTED_METRICS = {
    "chat4all_messages_accepted", "chat4all_messages_delivered", "chat4all_messages_failed", "chat4all_messages_sent",
    "chat4all_messages_read", "chat4all_inbox_depth", "chat4all_lanes_queued", "chat4all_sends_in_flight",
    "chat4all_accept_seconds", "chat4all_delivery_seconds", "chat4all_http_request_seconds",
    "chat4all_connector_results", "chat4all_partitions_owned", "chat4all_dead_letters", "process_resident_memory_bytes",
}


def test_says_that_it_is_alive_and_ready(gateway: Gateway):
    health = requests.get(f"{gateway.address}/healthz", timeout=10)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    ready = requests.get(f"{gateway.address}/readyz", timeout=10)
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"
    checks = {check["name"]: check["ready"] for check in ready.json()["checks"]}
    assert checks == {"database": True, "leases": True, "connectors": True}


def test_offers_its_figures_to_prometheus(gateway: Gateway, api: API):
    before = scrape(gateway)
    api.identity("rui")
    conversation = api.conversation("ana", "rui")
    for message in [api.send(conversation, "ana") for _ in range(3)]:
        api.message_with(message, "read")
    after = eventually(
        lambda: (now := scrape(gateway)).get("chat4all_messages_read_total", 0)
        >= before.get("chat4all_messages_read_total", 0) + 3 and now,
        "the figures have moved",
    )
    for name in ("accepted", "sent", "delivered"):
        sample = f"chat4all_messages_{name}_total"
        assert after[sample] >= before.get(sample, 0) + 3
    for histogram in ("accept", "delivery", "http_request"):
        assert after[f"chat4all_{histogram}_seconds_count"] >= before.get(f"chat4all_{histogram}_seconds_count", 0) + 3
    assert after["chat4all_partitions_owned"] == 64
    assert after["process_resident_memory_bytes"] > 10_000_000

    text = requests.get(f"{gateway.address}/metrics", timeout=10)
    assert text.headers["Content-Type"].startswith("text/plain")
    families = {family.name: family for family in text_string_to_metric_families(text.text)}
    assert EXPECTED_METRICS <= set(families)
    assert all(family.documentation for family in families.values())


def test_lists_its_channels(gateway: Gateway, api: API):
    channels = {channel["name"]: channel for channel in api.get("/v1/channels").json()["channels"]}
    assert set(channels) == {"echo", "chaos", "internal"}
    echo = channels["echo"]
    assert echo["channel"] == "echo" and echo["display_name"] and echo["version"]
    assert echo["health"]["status"] == "ok"
    assert echo["breaker"] == "closed"
    assert "send_text" in echo["capabilities"]
    assert (echo["queued"], echo["in_flight"]) == (0, 0)


def test_limits_each_client_by_itself(new_gateway):
    gateway = new_gateway(settings={"CHAT4ALL_CLIENT_RATE": "20"}).start()
    hasty, patient = gateway.api(), gateway.api()
    answers = [hasty.get("/v1/conversations") for _ in range(200)]
    served = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(served) + len(refused) == 200 and len(served) >= 20 and refused
    assert_problem(refused[0], 429, "rate_limited")
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert refused[0].headers["RateLimit-Remaining"] == "0"
    assert int(served[0].headers["RateLimit-Limit"]) >= 20
    assert int(served[0].headers["RateLimit-Remaining"]) > int(served[5].headers["RateLimit-Remaining"])
    assert int(served[0].headers["RateLimit-Reset"]) >= 0
    assert patient.get("/v1/conversations").status_code == 200
    eventually(lambda: hasty.get("/v1/conversations").status_code == 200, "the hasty one is served again", within=5)


def test_limits_sends_too(new_gateway):
    gateway = new_gateway(settings={"CHAT4ALL_CLIENT_RATE": "20"}).start()
    api = gateway.api()
    conversation = api.conversation("ana", "rui")
    answers = [api.try_to_send(conversation, "ana") for _ in range(200)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and {answer.status_code for answer in answers} == {202, 429}
    assert_problem(refused[0], 429, "rate_limited")
    assert int(refused[0].headers["Retry-After"]) >= 1
    accepted = sum(answer.status_code == 202 for answer in answers)

    def stored() -> int | None:
        page = api.get(f"/v1/conversations/{conversation}/messages", params={"limit": 200})
        return len(page.json()["messages"]) if page.status_code == 200 else None

    eventually(lambda: stored() == accepted, "what was accepted is there, and no more", every=0.5)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_needs_no_token_for_operation(gateway: Gateway, path):
    assert requests.get(gateway.address + path, timeout=10).status_code == 200
