"""Who wrote a message in a conversation of several, on channels where everything comes from one bot or number."""

from harness.waiting import eventually

from test_changes import operations
from test_main_job import World, world  # noqa: F401  (the fixture)


def together(world: World) -> str:
    """A conversation of Ana on WhatsApp, Bruno on Telegram, and Carla and Leo inside the gateway."""
    world.sandbox.person("ana", window_open=True)
    world.api.identity("ana", channel="whatsapp", address=world.ana["address"])
    for user, name in (("ana", "Ana Lima"), ("bruno", "Bruno"), ("carla", "Carla Souza")):
        assert world.api.put(f"/v1/users/{user}", {"display_name": name}).status_code in (200, 201)
    return world.api.conversation("ana", "bruno", "carla", "leo")


def texts(world: World, person: str) -> list[str]:
    return [each["text"] for each in world.sandbox.inbox(person, after=0)]


def test_among_several_everybody_sees_who_wrote(world: World):  # noqa: F811
    conversation = together(world)
    first = world.api.send(conversation, "carla", "Olá a todos")
    eventually(lambda: texts(world, "ana") == texts(world, "bruno") == ["Carla Souza: Olá a todos"], "both have Carla's")
    world.sandbox.say("ana", "Cheguei")
    eventually(lambda: texts(world, "bruno")[1:] == ["Ana Lima: Cheguei"], "Bruno has Ana's")
    world.sandbox.say("bruno", "Eu também")
    eventually(lambda: texts(world, "ana")[1:] == ["Bruno: Eu também"], "Ana has Bruno's, and not her own")
    world.api.send(conversation, "leo", "E eu")
    eventually(lambda: texts(world, "bruno")[-1] == texts(world, "ana")[-1] == "leo: E eu", "a name is not needed")

    # What was written is what is kept, and what the developer is told.
    assert [each["payload"]["text"] for each in world.api.history(conversation)] == [
        "Olá a todos", "Cheguei", "Eu também", "E eu"
    ]
    received = [event["data"]["payload"]["text"] for event in world.events("message.received")]
    assert received == ["Cheguei", "Eu também"]
    message = world.api.message_with(first, "sent")
    for channel in ("whatsapp", "telegram"):
        assert operations(message, channel) == [("author", "degraded", "name_in_front", None)]
    assert operations(message, "internal") == []


def test_an_edit_and_its_correction_say_who_wrote(world: World):  # noqa: F811
    conversation = together(world)
    id = world.api.send(conversation, "carla", "Às oito")
    eventually(lambda: texts(world, "ana") == texts(world, "bruno") == ["Carla Souza: Às oito"], "both have it")
    world.api.put("/v1/users/carla", {"display_name": "Carlinha"})
    answer = world.api.patch(f"/v1/messages/{id}", {"payload": {"type": "text", "text": "**Às** nove", "format": "markdown"}})
    assert answer.status_code == 202, answer.text
    eventually(lambda: texts(world, "bruno") == ["Carla Souza:\n\nÀs nove"], "Bruno's is edited, under the same name")
    eventually(lambda: texts(world, "ana")[1:] == ["✏️ Carla Souza: Às nove"], "Ana gets a correction")


def test_a_long_text_is_split_with_the_name_in_it(world: World):  # noqa: F811
    conversation = together(world)
    words = " ".join(f"palavra{number:03}" for number in range(372))
    assert len(words) == 4091, "it fits without a name"
    world.api.send(conversation, "carla", words)
    for person in ("ana", "bruno"):
        eventually(lambda: len(texts(world, person)) == 2, f"{person} has both parts")
        parts = texts(world, person)
        assert parts[0].startswith("Carla Souza: palavra000 ") and max(map(len, parts)) <= 4096
        assert " ".join(parts).split() == ["Carla", "Souza:", *words.split()]


def test_a_name_outlives_the_gateway_that_gave_it(world: World):  # noqa: F811
    conversation = together(world)
    world.sandbox.fault("telegram", "status", status=503, method="sendMessage")
    world.api.send(conversation, "carla", "Ainda aí?")
    eventually(lambda: [call for call in world.sandbox.calls() if call["status"] == 503], "it was tried")
    world.gateway.kill()
    world.sandbox.clear_faults()
    world.gateway.start()
    eventually(lambda: texts(world, "bruno") == ["Carla Souza: Ainda aí?"], "it arrives under the same name", within=30)


def test_between_two_nothing_is_added(world: World):  # noqa: F811
    world.sandbox.say("ana", "Olá")
    eventually(lambda: texts(world, "bruno") == ["Olá"], "Bruno has what Ana wrote")
    world.sandbox.say("bruno", "Oi")
    eventually(lambda: texts(world, "ana") == ["Oi"], "Ana has what Bruno wrote")
    for text, channel in (("Olá", "telegram"), ("Oi", "whatsapp")):
        assert operations(world.message(text), channel) == []


def test_an_account_may_leave_names_out(world: World):  # noqa: F811
    file = world.gateway.channels_file
    file.write_text(file.read_text().replace("    plugin: telegram\n", "    plugin: telegram\n    authors: never\n"))
    world.gateway.terminate()
    world.gateway.start()
    world.sandbox.connect(world.gateway.address)
    conversation = together(world)
    world.api.send(conversation, "carla", "Olá a todos")
    eventually(lambda: texts(world, "ana") == ["Carla Souza: Olá a todos"], "Ana sees the name")
    eventually(lambda: texts(world, "bruno") == ["Olá a todos"], "Bruno does not")
