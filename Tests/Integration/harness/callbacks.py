"""A small HTTP server that keeps what is sent to it and answers as a test wants: a gateway's ingress, or an endpoint."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .waiting import eventually


@dataclass
class Received:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


Answer = tuple[int, dict[str, str], bytes]


class CallbackServer:
    """Answers GETs with the challenge and POSTs with 200, unless `answer` says otherwise."""

    def __init__(self, answer: Callable[[Received], Answer | None] | None = None):
        self.received: list[Received] = []
        self.answer = answer
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._handle(self)

            def do_POST(self) -> None:
                outer._handle(self)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "CallbackServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def posts(self, path: str = "") -> list[Received]:
        """The POSTs so far, of one path or all."""
        with self._lock:
            return [one for one in self.received if one.method == "POST" and one.path.startswith(path)]

    def wait(self, count: int, path: str = "", within: float = 15) -> list[Received]:
        """The POSTs, once there are at least so many."""

        def arrived() -> list[Received] | None:
            posts = self.posts(path)
            return posts if len(posts) >= count else None

        return eventually(arrived, f"{count} POSTs to {path or 'the server'}", within=within)

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        place = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        received = Received(handler.command, place.path, query, headers, body)
        with self._lock:
            self.received.append(received)
        status, more, answer = (self.answer and self.answer(received)) or self._usual(received)
        handler.send_response(status)
        for name, value in more.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)

    @staticmethod
    def _usual(received: Received) -> Answer:
        return 200, {}, received.query.get("hub.challenge", "").encode()
