"""The REST API as one client sees it."""

import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests

from .waiting import eventually

if TYPE_CHECKING:
    from .gateway import Gateway

TIMEOUT = 20


class Unavailable(AssertionError):
    """The gateway asks to come again."""


class API:
    """One API client with its token; the address is asked for at each call, since a restart changes the port."""

    def __init__(self, gateway: "Gateway", client_id: str, client_secret: str):
        self.gateway = gateway
        self.client_id = client_id
        self.client_secret = client_secret
        self.session = requests.Session()
        self._token: str | None = None
        self._expires = 0.0

    @property
    def token(self) -> str:
        if self._token is None or time.time() > self._expires:
            answer = requests.post(
                f"{self.gateway.address}/auth/token",
                json={"client_id": self.client_id, "client_secret": self.client_secret}, timeout=TIMEOUT,
            )
            assert answer.status_code == 200, answer.text
            self._token = answer.json()["access_token"]
            self._expires = time.time() + answer.json()["expires_in"] / 2
        return self._token

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        return self.session.request(
            method, self.gateway.address + path, headers=headers, timeout=options.pop("timeout", TIMEOUT), **options
        )

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.call("POST", path, json=body, **options)

    def put(self, path: str, body: Any, **options: Any) -> requests.Response:
        return self.call("PUT", path, json=body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> requests.Response:
        return self.call("PATCH", path, json=body, **options)

    def delete(self, path: str) -> requests.Response:
        return self.call("DELETE", path)

    # What most tests begin with. Each fails where the answer is not the good one.

    def conversation(self, *members: str, **more: Any) -> str:
        """The id of a new conversation between these members."""
        kind = "private" if len(members) == 2 else "group"
        answer = self.post("/v1/conversations", {"type": kind, "members": list(members), **more})
        assert answer.status_code == 201, answer.text
        return answer.json()["conversation_id"]

    def identity(self, user: str, channel: str = "echo", address: str | None = None, verified: bool = True) -> str:
        """Gives a user an address on a channel, and returns it."""
        address = address or f"{user}-{uuid.uuid4().hex[:12]}"
        answer = self.put(
            f"/v1/users/{quote(user, safe='')}/identities/{channel}", {"address": address, "verified": verified}
        )
        assert answer.status_code in (200, 201), answer.text
        return address

    def send(self, conversation: str, sender: str, text: str = "Olá!", **more: Any) -> str:
        """Sends a text and returns its message_id."""
        answer = self.try_to_send(conversation, sender, text, **more)
        assert answer.status_code == 202, answer.text
        return answer.json()["message_id"]

    def try_to_send(self, conversation: str, sender: str, text: str = "Olá!", **more: Any) -> requests.Response:
        body = {"conversation_id": conversation, "from": sender, "payload": {"type": "text", "text": text}, **more}
        return self.post("/v1/messages", body)

    def webhook(self, url: str, *event_types: str, **more: Any) -> dict:
        """A new endpoint, with its secret; for every event where no type is given."""
        answer = self.post("/v1/webhooks", {"url": url, "event_types": list(event_types) or ["*"], **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def attempts(self, webhook_id: str) -> list[dict]:
        """The newest attempts at an endpoint, oldest first."""
        answer = self.get(f"/v1/webhooks/{webhook_id}/attempts?limit=200")
        assert answer.status_code == 200, answer.text
        return answer.json()["attempts"][::-1]

    def message(self, message_id: str) -> dict:
        answer = self.get(f"/v1/messages/{quote(message_id, safe='')}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def message_with(self, message_id: str, status: str, within: float = 15) -> dict:
        """The message once it has that status."""

        def reached() -> dict | None:
            message = self.message(message_id)
            return message if message["status"] == status else None

        return eventually(reached, f"message {message_id} is {status}", within=within)

    def page(self, conversation: str, **query: Any) -> dict:
        answer = self.get(f"/v1/conversations/{conversation}/messages", params=query)
        if answer.status_code == 503:
            raise Unavailable(answer.text)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def history(self, conversation: str, **query: Any) -> list[dict]:
        """All messages of a conversation, page by page."""
        query.setdefault("limit", 200)
        page = self.page(conversation, **query)
        messages = page["messages"]
        while page["has_more"]:
            query.pop("since", None)
            page = self.page(conversation, **query | {"cursor": page["next_cursor"]})
            messages += page["messages"]
        return messages


def assert_problem(
    answer: requests.Response, status: int, code: str | None = None, pointer: str | None = None
) -> dict:
    """Asserts that an answer is a problem document (RFC 9457) of that kind, and returns it."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
    assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:chat4all:error:{problem['code']}"
    assert problem["title"] and problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    if code is not None:
        assert problem["code"] == code, problem
    if pointer is not None:
        assert pointer in pointers(problem), problem
    return problem


def pointers(problem: dict) -> list[str]:
    """The JSON pointers of the fields that a problem complains of."""
    return [error["pointer"] for error in problem.get("errors", [])]
