"""POST /auth/token, and what a token opens."""

import base64
import time

import jwt
import pytest
import requests

from harness.api import API, assert_problem
from harness.gateway import Gateway
from harness.waiting import eventually


@pytest.fixture(scope="module")
def client(gateway: Gateway) -> dict:
    return gateway.new_client(scopes=("messages:write", "messages:read"))


def ask(gateway: Gateway, **options) -> requests.Response:
    return requests.post(f"{gateway.address}/auth/token", timeout=20, **options)


def assert_token(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    assert set(body["scope"].split()) == {"messages:write", "messages:read"}
    assert answer.headers["Cache-Control"] == "no-store"
    return body["access_token"]


def credentials(client: dict) -> dict:
    return {name: client[name] for name in ("client_id", "client_secret")}


def opens_something(gateway: Gateway, token: str) -> requests.Response:
    return requests.get(
        f"{gateway.address}/v1/conversations", headers={"Authorization": f"Bearer {token}"}, timeout=20
    )


def test_gives_a_token_for_json_credentials(gateway, client):
    token = assert_token(ask(gateway, json=credentials(client)))
    assert opens_something(gateway, token).status_code == 200


def test_gives_a_token_for_the_oauth_form(gateway, client):
    form = {"grant_type": "client_credentials", **credentials(client)}
    assert opens_something(gateway, assert_token(ask(gateway, data=form))).status_code == 200


def test_gives_a_token_for_basic_credentials(gateway, client):
    pair = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    answer = ask(gateway, data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {pair}"})
    assert opens_something(gateway, assert_token(answer)).status_code == 200


def test_narrows_the_scopes_on_request(gateway, client):
    form = {"grant_type": "client_credentials", "scope": "messages:read", **credentials(client)}
    answer = ask(gateway, data=form)
    assert answer.json()["scope"] == "messages:read"
    token = answer.json()["access_token"]
    assert opens_something(gateway, token).status_code == 200
    refused = requests.post(
        f"{gateway.address}/v1/conversations", json={"type": "private", "members": ["a", "b"]},
        headers={"Authorization": f"Bearer {token}"}, timeout=20,
    )
    assert_problem(refused, 403, "insufficient_scope")


def test_refuses_a_wrong_secret(gateway, client):
    answer = ask(gateway, json=credentials(client) | {"client_secret": "wrong"})
    assert_problem(answer, 401, "invalid_client")


def test_names_the_oauth_error_in_the_form_variant(gateway, client):
    form = {"grant_type": "client_credentials", **credentials(client), "client_secret": "wrong"}
    answer = ask(gateway, data=form)
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_refuses_another_grant_type(gateway, client):
    answer = ask(gateway, data={"grant_type": "password", **credentials(client)})
    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("client_id", ["nobody", "00000000-0000-4000-8000-000000000000", "x" * 200])
def test_refuses_an_unknown_client(gateway, client_id):
    answer = ask(gateway, json={"client_id": client_id, "client_secret": "whatever"})
    assert_problem(answer, 401, "invalid_client")


@pytest.mark.parametrize("body", [{}, {"client_id": 7, "client_secret": []}, {"client_id": "a"}])
def test_points_at_missing_and_mistyped_credentials(gateway, body):
    assert_problem(ask(gateway, json=body), 422, "validation_failed")


def test_limits_guesses_at_a_secret(new_gateway):
    gateway = new_gateway(settings={}).start()
    client = gateway.new_client()
    answers = [ask(gateway, json=credentials(client) | {"client_secret": f"guess {n}"}) for n in range(200)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused, "200 wrong secrets in a row were all looked at"
    assert_problem(refused[0], 429, "rate_limited")
    assert int(refused[0].headers["Retry-After"]) >= 1


def test_takes_as_long_for_an_unknown_client_as_for_a_wrong_secret(gateway, client):
    """A coarse check: the medians are within a factor of three of each other."""

    def median(body: dict) -> float:
        times = []
        for _ in range(9):
            started = time.perf_counter()
            ask(gateway, json=body)
            times.append(time.perf_counter() - started)
        return sorted(times)[4]

    wrong = median(credentials(client) | {"client_secret": "wrong"})
    unknown = median({"client_id": "00000000-0000-4000-8000-000000000001", "client_secret": "wrong"})
    assert 1 / 3 < wrong / unknown < 3, f"wrong secret {wrong:.4f} s, unknown client {unknown:.4f} s"


def test_refuses_a_request_without_a_token(gateway):
    answer = requests.get(f"{gateway.address}/v1/conversations", timeout=20)
    assert_problem(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer " + "x" * 5000, "Basic Zm9v", "Token abc"]
)
def test_refuses_what_is_not_a_token(gateway, header):
    answer = requests.get(f"{gateway.address}/v1/conversations", headers={"Authorization": header}, timeout=20)
    assert_problem(answer, 401, "unauthorized")


def forged(token: str, **changes) -> dict:
    return jwt.decode(token, options={"verify_signature": False}) | changes


def test_refuses_a_token_signed_with_another_key(gateway, api: API):
    header = jwt.get_unverified_header(api.token)
    token = jwt.encode(forged(api.token), "k" * 64, algorithm="HS256", headers={"kid": header.get("kid", "x")})
    assert_problem(opens_something(gateway, token), 401, "unauthorized")


def test_refuses_a_token_without_a_signature(gateway, api: API):
    token = jwt.encode(forged(api.token), None, algorithm="none")
    assert_problem(opens_something(gateway, token), 401, "unauthorized")
    head, payload, _ = api.token.split(".")
    assert_problem(opens_something(gateway, f"{head}.{payload}."), 401, "unauthorized")


def test_refuses_a_token_whose_claims_were_changed(gateway, api: API):
    payload = jwt.encode(forged(api.token, exp=int(time.time()) + 10**6), "k" * 64, algorithm="HS256").split(".")[1]
    head, _, signature = api.token.split(".")
    assert_problem(opens_something(gateway, f"{head}.{payload}.{signature}"), 401, "unauthorized")


def test_refuses_an_expired_token(gateway, api: API):
    """Signed with the installation's own key, read from its database: all that is wrong with it is the time."""
    cluster = gateway.postgres
    key_id = jwt.get_unverified_header(api.token)["kid"]
    [[secret]] = cluster.sql(
        f"SELECT encode(secret, 'hex') FROM signing_keys WHERE key_id = '{key_id}'", cluster.gateway_database()
    )

    def signed(**changes) -> str:
        return jwt.encode(forged(api.token, **changes), bytes.fromhex(secret), "HS256", headers={"kid": key_id})

    now = int(time.time())
    assert opens_something(gateway, signed()).status_code == 200
    assert_problem(opens_something(gateway, signed(iat=now - 7200, exp=now - 120)), 401, "unauthorized")
    assert_problem(opens_something(gateway, signed(sub="00000000-0000-4000-8000-000000000000")), 401, "unauthorized")


def test_a_disabled_client_gets_no_token_and_its_tokens_end(gateway):
    client = gateway.new_client()
    token = ask(gateway, json=credentials(client)).json()["access_token"]
    assert opens_something(gateway, token).status_code == 200
    assert gateway.cli("client", "disable", client["client_id"]).returncode == 0
    eventually(
        lambda: opens_something(gateway, token).status_code == 401, "the client's token is refused", within=20, every=0.2
    )
    assert_problem(opens_something(gateway, token), 401, "unauthorized")
    eventually(
        lambda: ask(gateway, json=credentials(client)).status_code == 401, "the client gets no token", within=20
    )


def test_a_reader_cannot_write_and_a_writer_cannot_administer(gateway):
    reader = gateway.api(scopes=("messages:read",))
    assert_problem(
        reader.post("/v1/conversations", {"type": "private", "members": ["a", "b"]}), 403, "insufficient_scope"
    )
    assert_problem(reader.try_to_send("00000000-0000-4000-8000-000000000000", "a"), 403, "insufficient_scope")
    writer = gateway.api(scopes=("messages:write",))
    assert_problem(writer.get("/v1/channels"), 403, "insufficient_scope")
    assert_problem(writer.get("/v1/conversations"), 403, "insufficient_scope")
