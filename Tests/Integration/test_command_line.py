"""The command line, as a person or a script uses it."""

import json
import re
import signal
import subprocess

import pytest

from harness.gateway import Gateway
from harness.waiting import eventually


@pytest.mark.parametrize("command", [[], ["serve"], ["migrate"], ["config"], ["client"], ["client", "create"],
                                     ["client", "list"], ["client", "disable"], ["send"], ["tail"], ["channels"]])
def test_explains_itself(gateway: Gateway, command):
    answer = gateway.cli(*command, "--help", database=False)
    assert answer.returncode == 0
    assert "USAGE" in answer.stdout
    assert "\x1b[" not in answer.stdout, "colours belong on a terminal"


@pytest.mark.parametrize("command", [["dance"], ["serve", "--prot", "1"], ["client", "create"], ["serve", "--port", "x"]])
def test_refuses_what_it_does_not_know(gateway: Gateway, command):
    answer = gateway.cli(*command, database=False)
    assert answer.returncode == 64
    assert answer.stderr


def test_shows_its_configuration_and_masks_secrets(gateway: Gateway, tmp_path):
    answer = gateway.cli(
        "config", "--database-url", "postgresql://someone:s3cret@db.example/chat", "--data-dir", str(tmp_path),
        database=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "s3cret" not in answer.stdout + answer.stderr
    assert "db.example" in answer.stdout
    assert str(tmp_path) in answer.stdout


def test_shows_that_there_is_a_proxy_and_not_its_password(gateway: Gateway):
    answer = gateway.cli("config", "--outbound-proxy", "http://me:s3cret@proxy.example:3128", database=False)
    assert answer.returncode == 0, answer.stderr
    assert "s3cret" not in answer.stdout + answer.stderr
    assert "CHAT4ALL_OUTBOUND_PROXY" in answer.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--outbound-proxy", "ftp://proxy.example"), "must begin with http://"),
        (("--outbound-no-proxy", "a b,*.x.*"), "must be a host"),
        (("--outbound-ca-file", "/nowhere.pem"), "cannot be read"),
        (("--outbound-certificate", "/etc/hostname"), "must be given together"),
    ],
)
def test_says_what_is_wrong_about_outgoing_requests(gateway: Gateway, options: tuple[str, ...], said: str):
    answer = gateway.cli("config", *options, database=False)
    assert answer.returncode != 0
    assert said in answer.stderr


def test_makes_lists_and_disables_clients(gateway: Gateway):
    made = gateway.new_client(scopes=("messages:read",))
    assert set(made) >= {"client_id", "client_secret", "name", "scopes"}
    assert made["scopes"] == ["messages:read"]
    listing = gateway.cli("client", "list").stdout
    assert made["client_id"] in listing and made["name"] in listing
    assert made["client_secret"] not in listing
    assert gateway.cli("client", "disable", made["client_id"]).returncode == 0
    [line] = [line for line in gateway.cli("client", "list").stdout.splitlines() if made["client_id"] in line]
    assert "disabled" in line


def test_refuses_a_second_client_of_the_same_name_and_an_unknown_scope(gateway: Gateway):
    made = gateway.new_client()
    again = gateway.cli("client", "create", "--name", made["name"], "--scope", "messages:read", "--json")
    assert again.returncode != 0 and made["name"] in again.stderr
    unknown = gateway.cli("client", "create", "--name", "x", "--scope", "messages:eat", "--json")
    assert unknown.returncode != 0 and "messages:eat" in unknown.stderr


@pytest.mark.parametrize("name", ["root", "0:0", "no-such-user", "12:", "12:x"])
def test_connectors_belong_to_a_user_other_than_root(gateway: Gateway, name: str):
    answer = gateway.cli("config", "--connector-user", name)
    assert answer.returncode != 0
    assert "other than root" in answer.stderr and name in answer.stderr


def test_shows_what_connectors_are_confined_to(gateway: Gateway):
    answer = gateway.cli("config", "--connector-user", "nobody", "--connector-memory", "100")
    lines = {line.split()[0]: line.split()[2] for line in answer.stdout.splitlines() if line.startswith("connector-")}
    assert lines["connector-confinement"] == "best-effort"
    assert lines["connector-memory"] == "100"
    assert lines["connector-user"] == "65534:65534"


def test_makes_a_client_while_no_gateway_runs(new_gateway):
    gateway: Gateway = new_gateway()
    client = gateway.new_client()
    assert gateway.postgres.pid() is None, "the cluster was started for the moment only"
    gateway.start()
    assert gateway.api(client=client).get("/v1/conversations").status_code == 200


def test_migrates_once_and_then_has_nothing_to_do(new_gateway):
    gateway: Gateway = new_gateway()
    for _ in range(2):
        answer = gateway.cli("migrate")
        assert answer.returncode == 0, answer.stderr
        states = [line.split(maxsplit=2)[2] for line in answer.stdout.splitlines()]
        assert len(states) >= 7 and all(re.fullmatch(r"applied \d{4}-\d\d-\d\dT[\d:.]+Z", state) for state in states)


def test_sends_and_follows(gateway: Gateway, tmp_path):
    client = gateway.new_client()
    api = gateway.api(client=client)
    conversation = api.conversation("ana", "rui")
    access = {
        "CHAT4ALL_URL": gateway.address, "CHAT4ALL_CLIENT_ID": client["client_id"],
        "CHAT4ALL_CLIENT_SECRET": client["client_secret"],
    }
    settings, gateway.settings = gateway.settings, gateway.settings | access
    try:
        answer = gateway.cli(
            "send", "--conversation", conversation, "--from", "ana", "Olá do terminal", database=False
        )
        assert answer.returncode == 0, answer.stderr
        output = tmp_path / "tail"
        with open(output, "w") as file:
            tail = subprocess.Popen(
                [str(gateway.executable), "tail", conversation], stdout=file, stderr=subprocess.STDOUT,
                env=gateway.environment(), start_new_session=True,
                # A shell that runs this in the background has its children ignore it.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        try:
            eventually(lambda: "Olá do terminal" in output.read_text(), "the first message is shown")
            api.send(conversation, "rui", "e a resposta")
            eventually(lambda: "e a resposta" in output.read_text(), "the next message is shown")
        finally:
            tail.send_signal(signal.SIGINT)
            tail.wait(timeout=10)
        assert "echo" in gateway.cli("channels", database=False).stdout
    finally:
        gateway.settings = settings


@pytest.mark.parametrize(
    "channels, line, hint",
    [
        ("channels:\n  - name: echo\n    plugni: echo\n", 3, "plugin"),
        ("channels:\n  - plugin: echo\n", 2, "name"),
        ("channels:\n  - {name: a, plugin: echo}\n  - {name: a, plugin: echo}\n", 3, "a"),
        ("channels:\n  - name: echo\n    plugin: no-such-plugin\n", 2, "no-such-plugin"),
        ("channels:\n  - name: echo\n    plugin: echo\n    settings: {latency_ms: slow}\n", 4, "latency_ms"),
        ("channels:\n  - name: echo\n    plugin: echo\n    settings: {x: '${NOT_SET_ANYWHERE}'}\n", 4, "NOT_SET_ANYWHERE"),
        ("channels: [\n", 2, ""),
    ],
)
def test_reports_a_mistake_in_channels_yaml_before_it_starts(new_gateway, channels, line, hint):
    gateway: Gateway = new_gateway(channels=channels).start(ready=False)
    assert gateway.process.wait(timeout=30) != 0
    log = gateway.log.read_text()
    assert f"channels.yaml:{line}" in log and hint in log
    assert not (gateway.data / "address").exists()


def test_writes_its_log_as_json_lines(gateway: Gateway):
    lines = [json.loads(line) for line in gateway.log.read_text().splitlines()]
    assert lines
    assert any(gateway.address in json.dumps(line) for line in lines)


def test_ends_at_once_when_the_port_is_taken(gateway: Gateway, new_gateway):
    other: Gateway = new_gateway()
    port = gateway.address.rsplit(":", 1)[1]
    answer = other.cli(
        "serve", "--port", port, "--channels", str(other.channels_file), "--plugins", str(other.binaries), timeout=60
    )
    assert answer.returncode != 0
    assert port in answer.stderr
    eventually(lambda: other.postgres.pid() is None, "its PostgreSQL has ended with it")
