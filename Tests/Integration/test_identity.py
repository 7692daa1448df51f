"""One person, many addresses: spellings of a number, users that turn out to be one, codes that prove an account."""

from harness.api import API
from harness.waiting import eventually

from test_main_job import World, world  # noqa: F401  (the fixture)


def say_as(world: World, number: str, text: str, message_id: str) -> None:
    """A message on WhatsApp from a number in this spelling, as the platform may report it."""
    world.sandbox.control("POST", "raw", {"platform": "whatsapp", "change": {"field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106500000000001"},
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": number}],
        "messages": [{"from": number, "id": message_id, "timestamp": "1787000100", "type": "text",
                      "text": {"body": text}}],
    }}})


def test_a_brazilian_number_in_both_spellings_is_one_person_with_one_thread(world: World):
    say_as(world, "551187654321", "sem o nono dígito", "wamid.a")
    eventually(lambda: world.sandbox.inbox("bruno", after=0), "Bruno has the first")
    say_as(world, "5511987654321", "com o nono dígito", "wamid.b")
    eventually(lambda: len(world.sandbox.inbox("bruno", after=0)) == 2, "Bruno has both")
    first, second = world.messages()
    assert first["from"] == second["from"] == "whatsapp:551187654321"
    user = world.api.get(f"/v1/users/{first['from']}").json()
    assert [each["address"] for each in user["identities"]] == ["5511987654321"]

    typed = world.api.put(f"/v1/users/{first['from']}/identities/whatsapp", {"address": "+55 (11) 8765-4321", "verified": True})
    assert typed.status_code == 200 and typed.json()["address"] == "5511987654321"
    taken = world.api.put("/v1/users/carla/identities/whatsapp", {"address": "+55 11 98765-4321"})
    assert taken.status_code == 409 and taken.json()["code"] == "identity_taken"


def test_a_code_sent_on_telegram_links_the_account(world: World):
    api = world.api
    davi = world.sandbox.person("davi", platform="telegram")
    world.sandbox.say("davi", "oi, sou eu")
    eventually(lambda: world.sandbox.inbox("bruno", after=0), "Bruno hears of a stranger")
    stranger = f"telegram:{davi['address']}"
    api.put("/v1/users/davi-in-the-shop", {"display_name": "Davi"})
    answer = api.post("/v1/users/davi-in-the-shop/link-codes", {"channel": "telegram"})
    assert answer.status_code == 201, answer.text
    code = answer.json()["code"]

    world.sandbox.say("davi", f"/start {code}")
    [confirmation] = world.sandbox.wait_inbox("davi")
    assert "linked" in confirmation["text"]
    [linked] = eventually(lambda: world.events("user.linked"), "the developer hears of it")
    assert linked["data"]["user_id"] == "davi-in-the-shop" and linked["data"]["merged_user_id"] == stranger
    user = api.get(f"/v1/users/{stranger}").json()
    assert user["user_id"] == "davi-in-the-shop" and user["aliases"] == [stranger]
    assert [(each["channel"], each["verified"]) for each in user["identities"]] == [("telegram", True)]

    world.sandbox.say("davi", "agora vai")
    eventually(lambda: world.message("agora vai"), "he goes on talking")
    assert world.message("agora vai")["from"] == "davi-in-the-shop"
    assert not any(code in str(message) for message in world.messages())
    [merge] = api.get("/v1/users/davi-in-the-shop/merges").json()["merges"]
    assert merge["cause"] == "link_code" and merge["undone_at"] is None


def test_a_merge_in_the_middle_of_traffic_loses_nothing(world: World):
    api = world.api
    world.sandbox.say("ana", "número 0")
    eventually(lambda: world.sandbox.inbox("bruno", after=0), "there is a conversation")
    conversation = world.conversation
    stranger = f"whatsapp:{world.ana['address']}"
    api.put("/v1/users/ana-maria", {})

    def send(number: int, author: str = "bruno", to: list[str] | None = None) -> None:
        body = {"message_id": f"mid-{number}", "conversation_id": conversation, "from": author, "channels": ["all"],
                "payload": {"type": "text", "text": f"resposta {number}"}}
        answer = api.post("/v1/messages", body | ({"to": to} if to else {}))
        assert answer.status_code == 202, answer.text

    for number in range(60):
        send(number, to=[stranger] if number % 3 == 0 else None)
        if number % 10 == 5:
            world.sandbox.say("ana", f"pergunta {number}")
        if number == 20:
            answer = api.post(f"/v1/users/{stranger}/merge", {"into": "ana-maria", "reason": "same person"})
            assert answer.status_code == 201, answer.text
            assert api.post(f"/v1/users/{stranger}/merge", {"into": "ana-maria"}).status_code == 200
        if number == 40:
            answer = api.post(f"/v1/users/{stranger}/unmerge")
            assert answer.status_code == 200 and answer.json()["undone_at"]

    def arrived() -> list[str]:
        return [each["text"] for each in world.sandbox.inbox("ana", after=0) if each["text"].startswith("resposta")]

    eventually(lambda: len(arrived()) >= 60, "Ana has all of it", within=60)
    assert arrived() == [f"resposta {number}" for number in range(60)]
    eventually(lambda: len(world.messages()) == 67, "her questions are there", within=30)
    assert [message["sequence_number"] for message in world.messages()] == list(range(1, 68))
    assert set(api.get(f"/v1/conversations/{conversation}").json()["members"]) == {"bruno", stranger}
    assert len(api.get("/v1/conversations").json()["conversations"]) == 1
    for kind in ("user.merged", "user.unmerged"):
        [event] = eventually(lambda: world.events(kind), f"{kind} is told")
        assert event["data"]["merged_user_id"] == stranger and event["data"]["conversation_id"] is None


def test_a_former_id_still_means_the_user(api: API):
    conversation = api.post("/v1/conversations", {"type": "private", "members": ["old", "friend"]}).json()["conversation_id"]
    body = {"conversation_id": conversation, "channels": ["internal"], "payload": {"type": "text", "text": "olá"}}
    api.post("/v1/messages", body | {"message_id": "before", "from": "friend"})
    eventually(lambda: api.get("/v1/messages/before").json()["status"] == "sent", "it waits for its reader")
    api.put("/v1/users/new", {"display_name": "New"})
    assert api.post("/v1/users/old/merge", {"into": "new"}).status_code == 201

    assert api.get("/v1/users/old").json()["user_id"] == "new"
    assert api.get(f"/v1/conversations/{conversation}").json()["members"] == ["new", "friend"]
    assert len(api.get("/v1/conversations?member=old").json()["conversations"]) == 1
    for name in ("old", "new"):
        answer = api.post("/v1/messages", body | {"message_id": f"as-{name}", "from": name})
        assert answer.status_code == 202, answer.text
        assert api.post("/v1/messages/before/status", {"user_id": name, "status": "read"}).status_code == 202
    eventually(lambda: api.get("/v1/messages/before").json()["status"] == "read", "the receipt counts")
    eventually(lambda: api.get("/v1/messages/as-old").json()["from"] == "new", "it is the survivor's")
    both = api.post("/v1/conversations", {"type": "private", "members": ["old", "new"]})
    assert both.status_code == 422
    assert api.post("/v1/users/old/merge", {"into": "friend"}).status_code == 409
    assert api.post("/v1/users/new/merge", {"into": "friend"}).status_code == 409, "they talk to each other"
    assert api.post("/v1/users/nobody/merge", {"into": "new"}).status_code == 404
    assert api.post("/v1/users/old/unmerge").status_code == 200
    assert api.post("/v1/users/old/unmerge").status_code == 409
    assert api.get("/v1/users/old").json()["user_id"] == "old"


def test_codes_are_made_for_channels_that_take_messages(world: World):
    assert world.api.post("/v1/users/bruno/link-codes", {"channel": "pigeon"}).status_code == 422
    assert world.api.post("/v1/users/nobody-at-all/link-codes", {"channel": "telegram"}).status_code == 404
    first = world.api.post("/v1/users/bruno/link-codes", {"channel": "telegram", "expires_in": 60}).json()
    second = world.api.post("/v1/users/bruno/link-codes", {"channel": "telegram"}).json()
    assert first["code"] != second["code"]


# A number that changes.


def waiting_for_ana(world: World) -> tuple[str, dict]:
    """Bruno has written to Ana, whose platform takes nothing; Ana's user, and the person whom her new number leads to."""
    world.sandbox.say("ana", "Olá")
    eventually(lambda: world.sandbox.inbox("bruno", after=0), "there is a conversation")
    world.sandbox.fault("whatsapp", "status", status=503)
    for text in ("um", "dois", "três"):
        world.sandbox.say("bruno", text)
    eventually(lambda: world.message("três"), "all have their places")
    eventually(lambda: [call for call in world.sandbox.calls() if call["status"] == 503], "the first was tried")
    return f"whatsapp:{world.ana['address']}", world.sandbox.person("ana2", platform="whatsapp", window_open=True)


def arrives_at_the_new_number(world: World) -> None:
    world.sandbox.clear_faults()
    arrived = world.sandbox.wait_inbox("ana2", count=3, within=40)
    assert [each["text"] for each in arrived] == ["um", "dois", "três"]
    assert world.sandbox.inbox("ana", after=0) == []
    assert world.api.get("/v1/dead-letters").json()["dead_letters"] == []
    # It goes on there, in both directions.
    world.sandbox.say("bruno", "quatro")
    assert world.sandbox.wait_inbox("ana2", count=4)[-1]["text"] == "quatro"
    world.sandbox.say("ana2", "cinco")
    eventually(lambda: world.sandbox.inbox("bruno", after=0)[-1]["text"] == "cinco", "Bruno has the answer")
    assert world.message("cinco")["from"] == f"whatsapp:{world.ana['address']}"


def test_what_waits_follows_a_number_that_changes(world: World):
    user, new = waiting_for_ana(world)
    world.sandbox.control("POST", "raw", {"platform": "whatsapp", "change": {"field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106500000000001"},
        "messages": [{"from": world.ana["address"], "id": "wamid.moved", "timestamp": "1787000100", "type": "system",
                      "system": {"type": "user_changed_number", "wa_id": new["address"], "body": "…"}}],
    }}})
    eventually(
        lambda: world.api.get(f"/v1/users/{user}").json()["identities"][0]["address"] == new["address"], "she has moved")
    arrives_at_the_new_number(world)


def test_what_waits_follows_an_address_that_a_client_puts_also_after_a_crash(world: World):
    user, new = waiting_for_ana(world)
    put = world.api.put(f"/v1/users/{user}/identities/whatsapp", {"address": new["address"], "verified": True})
    assert put.status_code == 200, put.text
    world.gateway.kill()
    world.gateway.start()
    world.sandbox.connect(world.gateway.address)
    arrives_at_the_new_number(world)
