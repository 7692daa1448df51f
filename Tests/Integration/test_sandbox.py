"""The sandbox against third-party clients: what it says must be what the real platforms' clients understand."""

import asyncio
import base64
import hashlib
import hmac
import json
import random
import time
from collections.abc import Coroutine, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests
from pywa import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types import DeletedMessage, EditedMessage, Message, MessageStatus
from standardwebhooks import Webhook
from telegram import Bot, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from harness import sandbox as place
from harness.callbacks import CallbackServer, Received
from harness.places import own_folder
from harness.sandbox import Sandbox, SandboxError
from harness.waiting import eventually


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of the test's own, a hundred times quicker at repeating callbacks than the platforms."""
    with own_folder("sandbox") as folder:
        sandbox = Sandbox(folder, hurry=100)
        try:
            yield sandbox.start()
        finally:
            sandbox.clean_up()


@pytest.fixture
def gateway(sandbox: Sandbox) -> Iterator[CallbackServer]:
    """Where callbacks go: registered and verified."""
    with CallbackServer() as server:
        sandbox.connect(server.address)
        yield server


def with_bot(sandbox: Sandbox, work: Any, token: str = place.TELEGRAM_TOKEN) -> Any:
    """Runs `await work(bot)` with python-telegram-bot."""

    async def run() -> Any:
        async with Bot(token, base_url=f"{sandbox.address}/bot") as bot:
            return await work(bot)

    return asyncio.run(run())


def pywa_client(sandbox: Sandbox, token: str = place.WHATSAPP_TOKEN) -> WhatsApp:
    client = WhatsApp(phone_id=place.WHATSAPP_PHONE_ID, token=token)
    client.api._session.base_url = f"{sandbox.address}/v25.0"
    return client


def updates(received: list[Received]) -> list[Update]:
    return [Update.de_json(json.loads(one.body), None) for one in received]


def elements(received: list[Received], kind: str) -> list[dict]:
    """All elements of messages[] or statuses[], from all three levels."""
    return [
        element
        for one in received
        for entry in json.loads(one.body).get("entry", [])
        for change in entry["changes"]
        for element in change["value"].get(kind, [])
    ]


def alone(received: Received, kind: str, index: int = 0) -> dict:
    """The update as it would be with one element only, which is how pywa reads it."""
    update = json.loads(received.body)
    value = next(
        change["value"] for entry in update["entry"] for change in entry["changes"] if kind in change["value"]
    )
    value = value | {kind: [value[kind][index]]}
    return update | {"entry": [update["entry"][0] | {"changes": [{"field": "messages", "value": value}]}]}


def statuses_of(received: list[Received], wamid: str) -> list[str]:
    return [status["status"] for status in elements(received, "statuses") if status["id"] == wamid]


# Telegram, by python-telegram-bot.


def test_a_bot_sends_answers_edits_deletes_and_reacts(sandbox: Sandbox) -> None:
    bruno = sandbox.person("bruno", platform="telegram", id=512345678, username="bruno_q")
    question = sandbox.say("bruno", "Is it ready?")

    async def work(bot: Bot) -> None:
        me = await bot.get_me()
        assert me.is_bot and me.id == 7000000001
        chat = await bot.get_chat(bruno["id"])
        assert chat.type == "private" and chat.username == "bruno_q"
        await bot.send_chat_action(bruno["id"], "typing")
        sent = await bot.send_message(
            bruno["id"], "<b>Yes</b> & no".replace("&", "&amp;"), parse_mode="HTML",
            reply_to_message_id=int(question.split("/")[1]),
        )
        assert sent.text == "Yes & no" and sent.reply_to_message.text == "Is it ready?"
        assert sent.entities[0].type == "bold" and sent.date.tzinfo is not None
        edited = await sent.edit_text("Tomorrow")
        assert edited.text == "Tomorrow" and edited.edit_date is not None
        assert await bot.set_message_reaction(bruno["id"], int(question.split("/")[1]), "👍")
        gone = await bot.send_message(bruno["id"], "oops")
        assert await gone.delete()

    with_bot(sandbox, work)
    inbox = sandbox.inbox("bruno")
    assert [(one["text"], one["deleted"], one["reply_to"] if "reply_to" in one else None) for one in inbox] == [
        ("Tomorrow", False, question), ("oops", True, None),
    ]
    assert sandbox.outbox("bruno")[0]["reactions"] == {"bot": "👍"}
    assert [one["text"] for one in sandbox.sent()] == ["Yes & no", "oops"]


def test_a_bot_is_told_what_is_wrong(sandbox: Sandbox) -> None:
    bruno = sandbox.person("bruno", platform="telegram")["id"]

    async def work(bot: Bot) -> None:
        for text, mode, reason in [
            ("<b>x", "HTML", "parse entities"), ("1.5", "MarkdownV2", "reserved"), (" ", None, "text is empty"),
            ("x" * 4097, None, "too long"),
        ]:
            with pytest.raises(BadRequest, match=reason):
                await bot.send_message(bruno, text, parse_mode=mode)
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(999, "x")
        with pytest.raises(BadRequest, match="replied not found"):
            await bot.send_message(bruno, "x", reply_to_message_id=1)
        sent = await bot.send_message(bruno, "x")
        with pytest.raises(BadRequest, match="not modified"):
            await sent.edit_text("x")
        for fields, reason in [
            ({"blocked": True}, "blocked by the user"), ({"blocked": False, "started": False}, "initiate conversation"),
            ({"deactivated": True}, "deactivated"),
        ]:
            sandbox.person("bruno", **fields)
            with pytest.raises(Forbidden, match=reason):
                await bot.send_message(bruno, "x")

    with_bot(sandbox, work)
    with pytest.raises(InvalidToken):
        with_bot(sandbox, Bot.get_me, token="7000000001:AAanother_0123456789abcdefghijklm")


def test_a_bot_hears_of_rate_limits_migration_and_bad_servers(sandbox: Sandbox) -> None:
    bruno = sandbox.person("bruno", platform="telegram")["id"]
    crew = sandbox.group("crew", members=["bruno"], title="The crew")
    sandbox.fault("telegram", "rate_limit", method="sendMessage", retry_after=17, count=1)

    async def work(bot: Bot) -> None:
        with pytest.raises(RetryAfter) as limited:
            await bot.send_message(bruno, "x")
        waiting = limited.value.retry_after
        assert (waiting if isinstance(waiting, timedelta) else timedelta(seconds=waiting)) == timedelta(seconds=17)
        await bot.send_message(int(crew["chat"]), "before")
        larger = sandbox.migrate("crew")
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(int(crew["chat"]), "after")
        assert str(moved.value.new_chat_id) == larger["chat"]
        await bot.send_message(moved.value.new_chat_id, "after")
        for kind, fields in [("status", {"status": 502}), ("status", {"status": 500}), ("drop", {}), ("lost_answer", {})]:
            sandbox.fault("telegram", kind, count=1, **fields)
            with pytest.raises(NetworkError):
                await bot.send_message(bruno, kind)
        sandbox.fault("telegram", "error", status=403, text="Forbidden: bot was kicked from the supergroup chat", count=1)
        with pytest.raises(Forbidden):
            await bot.send_message(bruno, "x")

    with_bot(sandbox, work)
    # The lost answer did its work, the others did nothing.
    assert [one["text"] for one in sandbox.sent()] == ["before", "after", "lost_answer"]
    assert [fault["hits"] for fault in sandbox.faults()] == [1] * 6


def test_the_real_rates_are_enforced_where_they_are_asked_for() -> None:
    with own_folder("sandbox") as folder:
        sandbox = Sandbox(folder, rates="real").start()
        try:
            bruno = sandbox.person("bruno", platform="telegram")["id"]
            url = f"{sandbox.address}/bot{place.TELEGRAM_TOKEN}/sendMessage"
            answers = [requests.post(url, json={"chat_id": bruno, "text": "x"}, timeout=5) for _ in range(30)]
            refused = [one for one in answers if one.status_code == 429]
            assert answers[0].status_code == 200 and refused
            assert refused[0].headers["Retry-After"] == str(refused[0].json()["parameters"]["retry_after"])
        finally:
            sandbox.clean_up()


def test_updates_are_what_a_bot_library_reads(sandbox: Sandbox, gateway: CallbackServer) -> None:
    bruno = sandbox.person("bruno", platform="telegram", first_name="Bruno", last_name="Costa", language="pt")
    with_bot(sandbox, lambda bot: bot.send_message(bruno["id"], "Hello from Chat4All"))
    sandbox.say("bruno", "/start see https://example.org", reply_to="last", quote="Chat4All")
    sandbox.edit("bruno", "see nothing")
    sandbox.react("bruno", "👍")
    sandbox.person("bruno", blocked=True)
    received = gateway.wait(4, "/ingress/telegram")
    message, edited, reaction, member = updates(received)
    assert message.message.from_user.id == bruno["id"] and message.message.chat.type == "private"
    assert message.message.from_user.language_code == "pt" and message.message.from_user.last_name == "Costa"
    assert [entity.type for entity in message.message.entities] == ["bot_command", "url"]
    assert message.message.reply_to_message.text == "Hello from Chat4All"
    assert message.message.quote.text == "Chat4All" and message.message.quote.position == 11
    assert edited.edited_message.message_id == message.message.message_id
    assert edited.edited_message.edit_date is not None
    assert reaction.message_reaction.new_reaction[0].emoji == "👍" and not reaction.message_reaction.old_reaction
    assert member.my_chat_member.new_chat_member.status == "kicked"
    numbers = [update.update_id for update in (message, edited, reaction, member)]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    for one in received:
        assert one.headers["x-telegram-bot-api-secret-token"] == place.TELEGRAM_SECRET
        assert one.headers["content-type"] == "application/json"


def test_a_bot_registers_its_own_webhook(sandbox: Sandbox) -> None:
    sandbox.person("bruno", platform="telegram")
    sandbox.say("bruno", "too early")
    with CallbackServer() as server:

        async def work(bot: Bot) -> None:
            early = await bot.get_updates()
            assert [update.message.text for update in early] == ["too early"]
            assert await bot.set_webhook(
                f"{server.address}/hook", secret_token="abc_-1", max_connections=2, allowed_updates=["message"])
            info = await bot.get_webhook_info()
            assert info.url == f"{server.address}/hook" and info.max_connections == 2
            assert list(info.allowed_updates) == ["message"]
            with pytest.raises(RetryAfter):
                await bot.delete_webhook()

        with_bot(sandbox, work)
        [post] = server.wait(1, "/hook")
        assert post.headers["x-telegram-bot-api-secret-token"] == "abc_-1"
        assert updates([post])[0].message.text == "too early"


def test_an_answer_to_an_update_is_carried_out_as_a_call(sandbox: Sandbox) -> None:
    bruno = sandbox.person("bruno", platform="telegram")["id"]
    reply = json.dumps({"method": "sendMessage", "chat_id": bruno, "text": "by the way"}).encode()

    def answer(received: Received) -> tuple[int, dict[str, str], bytes] | None:
        return (200, {"Content-Type": "application/json"}, reply) if received.path.endswith("telegram") else None

    with CallbackServer(answer) as server:
        sandbox.connect(server.address)
        sandbox.say("bruno", "hi")
        assert [one["text"] for one in sandbox.wait_inbox("bruno")] == ["by the way"]


# WhatsApp, by pywa.


def test_pywa_sends_and_is_told_what_became_of_it(sandbox: Sandbox, gateway: CallbackServer) -> None:
    ana = sandbox.person("ana", platform="whatsapp", number="+55 11 99887-7665", window_open=True)
    assert ana["wa_id"] == "551198877665"
    question = sandbox.say("ana", "Is it ready?")
    client = pywa_client(sandbox)
    sent = client.send_message(to="5511998877665", text="Olá, sim!", reply_to_message_id=question, tracker="c4a:1")
    assert sent.id.startswith("wamid.")
    client.send_reaction(to="5511998877665", emoji="👍", message_id=question)
    assert client.mark_message_as_read(question)
    assert client.indicate_typing(question)
    eventually(lambda: statuses_of(gateway.posts(), sent.id) == ["sent", "delivered"], "it is delivered")
    assert sandbox.read("ana") == 1
    eventually(lambda: statuses_of(gateway.posts(), sent.id) == ["sent", "delivered", "read"], "it is read")
    [message] = sandbox.inbox("ana")
    assert message["text"] == "Olá, sim!" and message["reply_to"] == question and message["status"] == "read"
    [written] = sandbox.outbox("ana")
    assert written["read_by_business"] and written["reactions"] == {"business": "👍"}
    for one in gateway.posts("/ingress/whatsapp"):
        update = json.loads(one.body)
        for change in (change for entry in update["entry"] for change in entry["changes"]):
            for index, status in enumerate(change["value"].get("statuses", [])):
                single = update | {"entry": [update["entry"][0] | {"changes": [change]}]}
                read = MessageStatus.from_update(client, single, 0, index)
                assert read.id == sent.id and read.tracker == "c4a:1" and read.status.value == status["status"]
                assert read.from_user.wa_id == "551198877665"


def test_pywa_reads_what_people_do(sandbox: Sandbox, gateway: CallbackServer) -> None:
    ana = sandbox.person("ana", platform="whatsapp", display_name="Ana Luz", username="ana.luz", window_open=True)
    client = pywa_client(sandbox)
    sent = client.send_message(to=ana["wa_id"], text="Hello")
    sandbox.wait_inbox("ana")

    def next_one(count: int) -> Received:
        """The newest callback with a message; said one by one, so that each has a callback of its own."""
        eventually(lambda: len(elements(gateway.posts(), "messages")) == count, f"{count} messages are reported")
        return [one for one in gateway.posts() if elements([one], "messages")][-1]

    wamid = sandbox.say("ana", "Olá/Ça va? 🎉", reply_to="last")
    first = next_one(1)
    message = Message.from_update(client, alone(first, "messages"))
    assert message.text == "Olá/Ça va? 🎉" and message.id == wamid and message.from_user.name == "Ana Luz"
    assert message.from_user.wa_id == ana["wa_id"] and message.reply_to_message.id == sent.id
    assert b"Ol\\u00e1\\/\\u00c7a va? \\ud83c\\udf89" in first.body
    sandbox.react("ana", "❤", id=sent.id)
    reaction = Message.from_update(client, alone(next_one(2), "messages")).reaction
    assert reaction.emoji == "❤" and reaction.message_id == sent.id
    sandbox.edit("ana", "Never mind")
    edited = EditedMessage.from_update(client, alone(next_one(3), "messages"))
    assert edited.original_message_id == wamid and edited.message.text == "Never mind"
    sandbox.delete("ana")
    deleted = DeletedMessage.from_update(client, alone(next_one(4), "messages"))
    assert deleted.original_message_id == wamid


def test_callbacks_are_signed_and_verified_first(sandbox: Sandbox) -> None:
    sandbox.person("ana", platform="whatsapp")
    sandbox.say("ana", "waits for the verification")
    open_now = False

    def answer(received: Received) -> tuple[int, dict[str, str], bytes] | None:
        return None if open_now or received.method == "POST" else (403, {}, b"Forbidden")

    with CallbackServer(answer) as server:
        sandbox.connect(server.address, wait=False)
        eventually(lambda: sandbox.overview()["whatsapp"]["subscription"]["failures"] >= 2, "the verification fails")
        assert not server.posts("/ingress/whatsapp")
        open_now = True
        [post] = server.wait(1, "/ingress/whatsapp")
        asked = [one for one in server.received if one.method == "GET"][-1]
        assert asked.query["hub.mode"] == "subscribe" and asked.query["hub.verify_token"] == place.WHATSAPP_VERIFY_TOKEN
        digest = hmac.new(place.WHATSAPP_APP_SECRET.encode(), post.body, hashlib.sha256).hexdigest()
        assert post.headers["x-hub-signature-256"] == f"sha256={digest}"


def test_what_whatsapp_accepts_may_fail_later(sandbox: Sandbox, gateway: CallbackServer) -> None:
    client = pywa_client(sandbox)
    closed = sandbox.person("closed", platform="whatsapp")
    blocking = sandbox.person("blocking", platform="whatsapp", blocked=True, window_open=True)
    open_one = sandbox.person("open", platform="whatsapp", window_open=True)
    sandbox.fault("whatsapp", "failed_status", code=131049, name="open", count=1)
    expected = {
        client.send_message(to=number, text="hi").id: code
        for number, code in [
            (closed["wa_id"], 131047), (blocking["wa_id"], 131026), ("4915112345678", 131026), (open_one["wa_id"], 131049),
        ]
    }
    eventually(lambda: len(elements(gateway.posts(), "statuses")) == 4, "four statuses")
    found = {one["id"]: one for one in elements(gateway.posts(), "statuses")}
    assert {id: one["errors"][0]["code"] for id, one in found.items()} == expected
    assert {one["status"] for one in found.values()} == {"failed"}


def test_pywa_is_told_what_is_wrong(sandbox: Sandbox) -> None:
    ana = sandbox.person("ana", platform="whatsapp", window_open=True)["wa_id"]
    client = pywa_client(sandbox)
    for to, text, code in [(ana, "x" * 4097, 100), (place.DISPLAY_NUMBER, "x", 131021), ("12", "x", 131009)]:
        with pytest.raises(WhatsAppError) as refused:
            client.send_message(to=to, text=text)
        assert refused.value.code == code
    for fields, code, status in [
        ({"kind": "rate_limit"}, 130429, 429), ({"kind": "rate_limit", "code": 131056}, 131056, 400),
        ({"kind": "status", "status": 503}, 131016, 503), ({"kind": "error", "code": 368}, 368, 403),
    ]:
        sandbox.fault("whatsapp", count=1, **fields)
        with pytest.raises(WhatsAppError) as refused:
            client.send_message(to=ana, text="x")
        assert refused.value.code == code and refused.value.raw_response.status_code == status
    with pytest.raises(WhatsAppError) as refused:
        pywa_client(sandbox, token="EAAwrong").send_message(to=ana, text="x")
    assert refused.value.code == 190 and refused.value.raw_response.status_code == 401
    url = f"{sandbox.address}/v25.0/1/messages"
    unknown = requests.post(url, json={}, headers={"Authorization": f"Bearer {place.WHATSAPP_TOKEN}"}, timeout=5)
    assert unknown.json()["error"]["error_subcode"] == 33 and unknown.json()["error"]["fbtrace_id"]


def test_a_hidden_number_is_known_by_its_user_id(sandbox: Sandbox, gateway: CallbackServer) -> None:
    eva = sandbox.person("eva", platform="whatsapp", hides_number=True)
    sandbox.say("eva", "guess who")
    [post] = gateway.wait(1, "/ingress/whatsapp")
    [message] = elements([post], "messages")
    assert "from" not in message and message["from_user_id"] == eva["user_id"] == eva["address"]
    answer = requests.post(
        f"{sandbox.address}/v25.0/{place.WHATSAPP_PHONE_ID}/messages", timeout=5,
        headers={"Authorization": f"Bearer {place.WHATSAPP_TOKEN}"},
        json={"messaging_product": "whatsapp", "recipient": eva["user_id"], "type": "text", "text": {"body": "you"}},
    )
    assert answer.status_code == 200 and "wa_id" not in answer.json()["contacts"][0]
    assert [one["text"] for one in sandbox.wait_inbox("eva")] == ["you"]


# Callbacks: order, repetition, faults.


def test_a_callback_is_repeated_until_it_is_taken_and_its_chat_waits(sandbox: Sandbox) -> None:
    people = {name: sandbox.person(name, platform="telegram")["id"] for name in ("bruno", "davi")}
    refusals = 4

    def answer(received: Received) -> tuple[int, dict[str, str], bytes] | None:
        nonlocal refusals
        if b'"id":%d' % people["bruno"] in received.body and refusals > 0:
            refusals -= 1
            return 500, {}, b""
        return None

    with CallbackServer(answer) as server:
        sandbox.connect(server.address)
        sandbox.say_all([{"as": name, "text": text} for name, text in [("bruno", "b1"), ("bruno", "b2"), ("davi", "d1")]])
        posts = server.wait(7, "/ingress/telegram")
    texts = [update.message.text for update in updates(posts)]
    assert [text for text in texts if text != "d1"] == ["b1"] * 5 + ["b2"]
    # Davi's arrived while Bruno's chat was held up.
    assert texts.index("d1") < texts.index("b2")
    repeated = [post for post in posts if updates([post])[0].message.text == "b1"]
    assert len({post.body for post in repeated}) == 1
    attempts = [one["attempt"] for one in sandbox.callbacks() if not one["delivered"]]
    assert attempts == [1, 2, 3, 4]


def test_a_receiver_may_say_when_telegram_comes_again(sandbox: Sandbox) -> None:
    sandbox.person("bruno", platform="telegram")
    first = True

    def answer(received: Received) -> tuple[int, dict[str, str], bytes] | None:
        nonlocal first
        was_first, first = first, False
        return (503, {"Retry-After": "30"}, b"") if was_first and received.method == "POST" else None

    with CallbackServer() as server:
        sandbox.connect(server.address)
        server.answer = answer
        sandbox.say("bruno", "x")
        server.wait(2, "/ingress/telegram")
    # Thirty seconds, a hundred times as quick.
    assert [one["retry_in_ms"] for one in sandbox.callbacks() if not one["delivered"]] == [300]


def test_callbacks_come_twice_late_and_shuffled_on_demand(sandbox: Sandbox, gateway: CallbackServer) -> None:
    sandbox.person("bruno", platform="telegram")
    sandbox.person("ana", platform="whatsapp")
    sandbox.fault("telegram", "duplicate", count=1)
    sandbox.say("bruno", "twice")
    twice = updates(gateway.wait(2, "/ingress/telegram"))
    assert twice[0].update_id == twice[1].update_id
    sandbox.fault("telegram", "late", count=1, delay_ms=300)
    sandbox.say("bruno", "late")
    sandbox.say("bruno", "punctual")
    assert [one.message.text for one in updates(gateway.wait(4, "/ingress/telegram"))[2:]] == ["punctual", "late"]
    fault = sandbox.fault("whatsapp", "shuffle", delay_ms=400)
    texts = [str(number) for number in range(40)]
    sandbox.say_all([{"as": "ana", "text": text} for text in texts])
    eventually(lambda: len(elements(gateway.posts(), "messages")) == 40, "all messages are reported")
    arrived = [one["text"]["body"] for one in elements(gateway.posts(), "messages")]
    assert sorted(arrived, key=int) == texts and arrived != texts
    assert [one["hits"] for one in sandbox.faults() if one["id"] == fault] == [40]


def test_a_burst_keeps_each_chats_order(sandbox: Sandbox, gateway: CallbackServer, rng: random.Random) -> None:
    people = [one["name"] for one in sandbox.people("whatsapp", 20, "w")] + [
        one["name"] for one in sandbox.people("telegram", 20, "t")
    ]
    script = [(rng.choice(people), number) for number in range(1000)]
    sandbox.say_all([{"as": name, "text": f"{name} {number}"} for name, number in script])

    def texts() -> list[str]:
        return [update.message.text for update in updates(gateway.posts("/ingress/telegram"))] + [
            one["text"]["body"] for one in elements(gateway.posts("/ingress/whatsapp"), "messages")
        ]

    eventually(lambda: len(texts()) == 1000, "all is reported")
    seen: dict[str, list[int]] = {}
    for text in texts():
        name, number = text.split()
        seen.setdefault(name, []).append(int(number))
    assert seen == {
        name: [number for who, number in script if who == name] for name in people if any(who == name for who, _ in script)
    }
    levels = [json.loads(post.body)["entry"] for post in gateway.posts("/ingress/whatsapp")]
    assert any(len(entries) > 1 for entries in levels), "no callback held several entries"


def test_people_write_at_a_steady_rate(sandbox: Sandbox, gateway: CallbackServer) -> None:
    people = [one["name"] for one in sandbox.people("telegram", 10, "t")]
    sandbox.load(people, count=200, per_second=400, text="{n}")
    eventually(lambda: sandbox.load_state()["done"], "all is said")
    texts = [update.message.text for update in updates(gateway.wait(200, "/ingress/telegram"))]
    assert sorted(texts, key=int) == [str(number) for number in range(1, 201)]


def test_anything_at_all_can_be_reported(sandbox: Sandbox, gateway: CallbackServer) -> None:
    sandbox.raw(platform="telegram", update={"poll": {"id": "1"}})
    sandbox.raw(platform="whatsapp", change={"field": "account_update", "value": {"event": "X"}})
    assert json.loads(gateway.wait(1, "/ingress/telegram")[0].body)["poll"] == {"id": "1"}
    [post] = gateway.wait(1, "/ingress/whatsapp")
    assert json.loads(post.body)["entry"][0]["changes"][0]["field"] == "account_update"


# Receivers, by standardwebhooks.


def secret() -> str:
    return "whsec_" + base64.b64encode(random.Random(1).randbytes(32)).decode()


def signed(key: str, id: str, body: bytes, at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(tz=timezone.utc)
    return {
        "webhook-id": id, "webhook-timestamp": str(int(at.timestamp())), "Content-Type": "application/json",
        "webhook-signature": Webhook(key).sign(id, at, body.decode()),
    }


def test_a_receiver_verifies_counts_and_remembers(sandbox: Sandbox) -> None:
    url = sandbox.receiver("dev", secret())
    body = json.dumps({"type": "message.delivered", "data": {"message_id": "m1", "text": "Olá"}}).encode()
    assert requests.post(url, data=body, headers=signed(secret(), "msg_1", body), timeout=5).status_code == 204
    assert requests.post(url, data=body, headers=signed(secret(), "msg_1", body), timeout=5).status_code == 204
    other = "whsec_" + base64.b64encode(b"0" * 32).decode()
    both = signed(secret(), "msg_2", body)
    both["webhook-signature"] = f"{signed(other, 'msg_2', body)['webhook-signature']} {both['webhook-signature']}"
    assert requests.post(url, data=body, headers=both, timeout=5).status_code == 204
    old = datetime.now(tz=timezone.utc) - timedelta(minutes=6)
    for headers in (signed(other, "msg_3", body), signed(secret(), "msg_4", body, at=old), {}):
        assert requests.post(url, data=body, headers=headers, timeout=5).status_code == 401
    state = sandbox.receiver_state("dev")
    assert (state["received"], state["verified"], state["distinct"]) == (6, 3, 4)
    events = sandbox.events("dev")
    assert [one["delivery"] for one in events[:3]] == [1, 2, 1]
    assert [one["problem"] for one in events[3:]] == [
        "no v1 signature fits", "webhook-timestamp is more than 5 minutes away", "webhook-id is missing",
    ]
    assert events[0]["body"]["data"]["text"] == "Olá"


def test_a_receiver_is_bad_on_demand(sandbox: Sandbox) -> None:
    url = sandbox.receiver("dev")

    def post(timeout: float = 2) -> requests.Response:
        return requests.post(url, data=b"{}", timeout=timeout, allow_redirects=False)

    sandbox.fault("receiver", "status", name="dev", status=503, retry_after=7, count=1)
    answer = post()
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "7"
    sandbox.fault("receiver", "redirect", text="http://127.0.0.1:1/", count=1)
    answer = post()
    assert answer.status_code == 301 and answer.headers["Location"] == "http://127.0.0.1:1/"
    sandbox.fault("receiver", "delay", delay_ms=300, count=1)
    started = time.monotonic()
    assert post().status_code == 204 and time.monotonic() - started >= 0.3
    for kind in ("hang", "drop", "garbage"):
        sandbox.fault("receiver", kind, count=1)
        with pytest.raises(requests.RequestException):
            post(timeout=0.5)
    sandbox.fault("receiver", "endless", count=1)
    with requests.post(url, data=b"{}", timeout=2, stream=True) as answer:
        assert len(answer.raw.read(1 << 20)) == 1 << 20
    sandbox.fault("receiver", "trickle", count=1)
    with requests.post(url, data=b"{}", timeout=2, stream=True) as answer:
        assert int(answer.headers["Content-Length"]) == 120 and answer.raw.read(1) == b"."
    assert post().status_code == 204
    assert sandbox.receiver_state("dev")["received"] == 9


# The command line, and bad input.


def test_the_command_line_plays_with_people(sandbox: Sandbox, gateway: CallbackServer) -> None:
    made = sandbox.cli("person", "ana", "platform=whatsapp", "number=+5511998877665", "window_open=true")
    assert made.returncode == 0 and json.loads(made.stdout)["wa_id"] == "551198877665"
    said = sandbox.cli("say", "--as", "ana", "Olá!")
    assert said.returncode == 0 and said.stdout.startswith("wamid.")
    pywa_client(sandbox).send_message(to="5511998877665", text="Oi, Ana")
    sandbox.wait_inbox("ana")
    shown = sandbox.cli("inbox", "ana")
    assert shown.returncode == 0 and "business: Oi, Ana  [delivered]" in shown.stdout
    for command in (
        ["react", "--as", "ana", "👍"], ["edit", "--as", "ana", "Olá, Bruno!"], ["delete", "--as", "ana"],
        ["read", "--as", "ana"], ["people"], ["status"], ["connect", gateway.address], ["fault"],
        ["fault", "add", "telegram", "rate_limit", "--retry-after", "3", "--count", "2"], ["fault", "clear"],
    ):
        answer = sandbox.cli(*command)
        assert answer.returncode == 0, f"{command}: {answer.stderr}"
    assert not sandbox.faults()
    nobody = sandbox.cli("say", "--as", "zoe", "hi")
    assert nobody.returncode != 0 and "nobody here is called zoe" in nobody.stderr
    assert "ana" in sandbox.log.read_text() and "\x1b[" not in sandbox.log.read_text()


def test_a_mistake_is_answered_with_what_would_be_right(sandbox: Sandbox) -> None:
    for method, path, body, status, reason in [
        ("PUT", "people/x", {"platform": "icq"}, 400, "telegram, whatsapp, messenger or instagram"),
        ("PUT", "people/x", {"platform": "telegram", "wa_id": "1"}, 400, "there is no wa_id"),
        ("PUT", "people/x", {"platform": "whatsapp", "number": "abc"}, 400, "international format"),
        ("POST", "people/x/say", {"text": "hi"}, 404, "nobody here is called x"),
        ("POST", "faults", {"on": "telegram", "kind": "endless"}, 400, "kind on telegram must be one of"),
        ("PUT", "receivers/r", {"secret": "abc%"}, 400, "whsec_"),
        ("PUT", "gateway", {"url": "https://x"}, 400, "http://127.0.0.1:8080"),
        ("GET", "sent?after=x", None, 400, "whole numbers"), ("GET", "nothing", None, 404, "there is no GET"),
    ]:
        with pytest.raises(SandboxError, match=reason) as error:
            sandbox.control(method, path, body)
        assert error.value.status == status
    assert requests.post(f"{sandbox.address}/control/say", data=b"{", timeout=5).status_code == 400
    large = requests.post(f"{sandbox.address}/receiver/none", data=b"x" * (2 << 20), timeout=5)
    assert large.status_code == 413


def test_it_ends_cleanly_and_says_where_it_is() -> None:
    with own_folder("sandbox") as folder:
        sandbox = Sandbox(folder, people=("ana=whatsapp", "bruno=telegram")).start()
        assert [one["name"] for one in sandbox.control("GET", "people")["people"]] == ["ana", "bruno"]
        taken = sandbox.cli("serve", "--port", sandbox.address.rsplit(":", 1)[1])
        assert taken.returncode != 0 and "cannot listen" in taken.stderr
        assert sandbox.stop() == 0
        assert not sandbox.address_file.exists()
        assert "cannot" not in sandbox.log.read_text()
