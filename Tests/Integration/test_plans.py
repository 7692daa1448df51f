"""How PostgreSQL goes about the gateway's statements: each finds its rows by key, also in queues that seem to be empty."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from harness.gateway import Gateway
from harness.metrics import scrape
from harness.places import own_folder
from harness.sandbox import Sandbox
from harness.waiting import eventually

from conftest import UNHURRIED

LOCAL = "127.0.0.1/32"
SETTINGS = UNHURRIED | {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": LOCAL, "CHAT4ALL_WEBHOOK_ALLOW_PRIVATE": LOCAL}
OWNED = "    owner: acme\n    default_member: bruno\n"
PEOPLE = 100
# What a statement may read in vain: some rows for each of a batch, never a batch times a table.
READ_IN_VAIN = 300
EXPLAIN = {
    "session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0", "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off", "auto_explain.log_format": "json",
}


def plans(log: Path) -> Iterator[tuple[str, dict]]:
    """The statements in a server's log, each with the plan by which it was carried out."""
    text = log.read_text(encoding="utf-8", errors="replace").replace("\n\t", "\n")
    for found in re.finditer(r"plan:\s*(?=\{)", text):
        explained = json.JSONDecoder().raw_decode(text, found.end())[0]
        yield re.sub(r"\s+", " ", explained["Query Text"]), explained["Plan"]


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def read_in_vain(node: dict) -> int:
    if node["Node Type"] == "Subquery Scan":
        return 0  # No reading of its own: what clean-ups look at is bounded by their LIMIT.
    return node.get("Actual Loops", 1) * sum(
        node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Join Filter", "Index Recheck")
    )


def test_statements_find_their_rows_by_key():
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox")
        gateway = None
        try:
            sandbox.start()
            gateway = Gateway(folder / "gateway", channels=sandbox.channels(OWNED), settings=SETTINGS).start()
            api = gateway.api(client=gateway.new_client("acme"))
            bruno = sandbox.person("bruno", platform="telegram")
            api.identity("bruno", channel="telegram", address=bruno["address"])
            sandbox.connect(gateway.address)
            api.webhook(sandbox.receiver("acme"), "*")
            people = [each["name"] for each in sandbox.people("whatsapp", PEOPLE, "ana")]

            def talk(rounds: int) -> None:
                heard = len(sandbox.inbox("bruno"))
                sandbox.say_all([{"as": name, "text": f"{round_}"} for round_ in range(rounds) for name in people])
                eventually(
                    lambda: len(sandbox.inbox("bruno")) == heard + rounds * PEOPLE, "everybody was heard", within=60, every=0.5)
                for conversation in api.get("/v1/conversations", params={"limit": 100}).json()["conversations"]:
                    api.send(conversation["conversation_id"], "bruno", text="Olá!")
                eventually(lambda: scrape(gateway)["chat4all_inbox_depth"] == 0, "nothing waits", within=60, every=0.5)

            talk(rounds=1)
            # What grows has the statistics that autovacuum makes; those of queues say that they are empty, as they mostly are.
            database = gateway.postgres.gateway_database()
            gateway.postgres.sql("VACUUM ANALYZE", database)
            for name, value in EXPLAIN.items():
                gateway.postgres.sql(f"LOAD 'auto_explain';\nALTER SYSTEM SET {name} = '{value}'", database)
            gateway.terminate()
            gateway.start()
            sandbox.connect(gateway.address)
            talk(rounds=3)
            seen = list(plans(next(folder.rglob("server.log"))))
        finally:
            if gateway is not None:
                gateway.clean_up()
            sandbox.clean_up()

    assert len({statement for statement, _ in seen}) > 40, "the gateway's statements are in the log"
    wasteful = {
        f"{node['Node Type']} by {node.get('Index Cond')} not {node.get('Join Filter') or node.get('Filter')} in {statement[:150]}":
        read_in_vain(node) for statement, plan in seen for node in nodes(plan) if read_in_vain(node) > READ_IN_VAIN
    }
    assert not wasteful, json.dumps(wasteful, indent=2)
