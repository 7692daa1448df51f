"""Bodies that are not what they should be, and connections that behave badly."""

import json
import socket
import time
from urllib.parse import urlsplit

import pytest
import requests

from harness.api import API, assert_problem

KINDS = {"Content-Type": "application/json"}


def post_raw(api: API, body: bytes, path: str = "/v1/messages", headers: dict | None = None):
    return api.call("POST", path, data=body, headers=headers or KINDS)


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/conversations"])
@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b"}", b"nul", b"{'a':1}", b'{"a":1,}', b'{"a":01}', b'{"a":1}{"b":2}', b'{"a":"\n"}',
        b'{"a":"\\x"}', b'{"a":"\\ud800"}', b'{"a":NaN}', b'{"a":1} trailing', b"\xef\xbb\xbf{}", b'{"a":1,"a":2}',
        b'{"a":"\xff"}', b'{"a":"\xc3"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc0\xaf"}', b'{"\xfe":1}',
        b"{" + b"\0" * 10 + b"}",
    ],
)
def test_refuses_what_is_not_json(api: API, path, body):
    assert_problem(post_raw(api, body, path), 400, "invalid_json")


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/conversations"])
@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"null", b"true"])
def test_refuses_json_that_is_not_an_object(api: API, path, body):
    answer = post_raw(api, body, path)
    assert answer.status_code in (400, 422)
    assert_problem(answer, answer.status_code)


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/conversations"])
@pytest.mark.parametrize("opening, closing", [(b"[", b"]"), (b'{"a":', b"}")])
def test_refuses_absurd_nesting(api: API, path, opening, closing):
    depth = 20_000
    body = b'{"metadata":' + opening * depth + b"1" + closing * depth + b"}"
    if len(body) > 100_000:
        body = b'{"metadata":' + opening * (90_000 // len(opening))
    assert_problem(post_raw(api, body, path), 400, "invalid_json")


def test_refuses_an_oversize_body(api: API):
    body = json.dumps({"metadata": {"x": "y" * 200_000}}).encode()
    assert_problem(post_raw(api, body), 413, "body_too_large")
    assert_problem(post_raw(api, body, "/v1/conversations"), 413, "body_too_large")


def test_refuses_an_oversize_body_that_comes_in_chunks(api: API):
    def chunks():
        for _ in range(40):
            yield b" " * 10_000

    # The server may hang up while the body is still being written; then there is no answer to read.
    try:
        answer = api.call("POST", "/v1/messages", data=chunks(), headers=KINDS)
    except requests.ConnectionError:
        return
    assert_problem(answer, 413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_refuses_another_media_type(api: API, kind):
    assert_problem(post_raw(api, b"{}", headers={"Content-Type": kind}), 415, "unsupported_media_type")


def test_answers_unknown_paths_and_methods(api: API):
    assert_problem(api.get("/v1/nothing"), 404, "not_found")
    assert_problem(api.get("/nothing"), 404, "not_found")
    answer = api.call("PATCH", "/v1/messages")
    assert_problem(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_takes_over_a_request_id_or_makes_one(api: API):
    assert api.get("/v1/conversations", headers={"X-Request-Id": "abc-1.2_3"}).headers["X-Request-Id"] == "abc-1.2_3"
    for bad in ("with space", "x" * 129, "ü", '"><'):
        made = api.get("/v1/conversations", headers={"X-Request-Id": bad.encode()}).headers["X-Request-Id"]
        assert made and made != bad


# Below HTTP.


def connect(api: API) -> socket.socket:
    address = urlsplit(api.gateway.address)
    return socket.create_connection((address.hostname, address.port), timeout=20)


def request(api: API, method: str, path: str, body: bytes = b"", length: int | None = None) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.token}\r\n"
    if body or length:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body) if length is None else length}\r\n"
    return head.encode() + b"\r\n" + body


def read_answers(connection: socket.socket, count: int) -> list[tuple[int, bytes]]:
    """Status and body of so many answers; fewer where the server hangs up before."""
    stream = connection.makefile("rb")
    answers = []
    while len(answers) < count:
        line = stream.readline()
        if not line:
            break
        status = int(line.split()[1])
        length = 0
        while (header := stream.readline().strip()):
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        answers.append((status, stream.read(length)))
    return answers


def test_answers_pipelined_requests_in_order(api: API):
    conversation = api.conversation("ana", "rui")
    sends = []
    for number in range(50):
        body = {
            "message_id": f"pipe-{number}", "conversation_id": conversation, "from": "ana",
            "payload": {"type": "text", "text": str(number)},
        }
        sends.append(request(api, "POST", "/v1/messages", json.dumps(body).encode()))
        sends.append(request(api, "GET", f"/v1/conversations/{conversation}"))
    with connect(api) as connection:
        connection.sendall(b"".join(sends))
        answers = read_answers(connection, len(sends))
    assert [status for status, _ in answers] == [202, 200] * 50
    accepted = [json.loads(body)["message_id"] for _, body in answers[::2]]
    assert accepted == [f"pipe-{number}" for number in range(50)]


def test_a_slow_body_does_not_stop_others(api: API):
    body = json.dumps({"type": "private", "members": ["ana", "rui"]}).encode()
    with connect(api) as slow:
        slow.sendall(request(api, "POST", "/v1/conversations", length=len(body)) + body[:5])
        for _ in range(20):
            assert api.get("/v1/conversations").status_code == 200
        slow.sendall(body[5:])
        assert read_answers(slow, 1)[0][0] == 201


def test_gives_up_on_a_body_that_never_comes(api: API):
    begun = [request(api, "POST", path, length=100) + b'{"a' for path in ("/v1/messages", "/v1/conversations")]
    connections = [connect(api) for _ in begun]
    started = time.monotonic()
    for connection, sent in zip(connections, begun):
        connection.settimeout(50)
        connection.sendall(sent)
    for connection in connections:
        answers = read_answers(connection, 1)
        connection.close()
        # Either an answer that says why, or a connection that is simply closed.
        assert answers == [] or answers[0][0] == 408
    assert time.monotonic() - started < 45


@pytest.mark.parametrize(
    "sent",
    [
        b"\0\1\2\3\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /v1/messages HTTP/1.1\r\nHost: x\r\n"
        b"Content-Length: -5\r\n\r\n", b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_survives_what_is_not_http(api: API, sent):
    with connect(api) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(64)
        except OSError:
            answer = b""
    # `GET / HTTP/9.9` may be taken for a request like any other.
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5"))
    assert not answer.startswith(b"HTTP/1.1 500")
    assert api.get("/v1/conversations").status_code == 200
