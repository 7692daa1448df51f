"""A developer's server that speaks HTTP/2 over TLS: hypercorn, which agrees on it by ALPN."""

import asyncio
import logging
import threading
from collections import Counter

from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets

from .certificates import Authority
from .receiver import Received
from .waiting import eventually


class HTTP2Receiver:
    """Takes webhooks; remembers by which version of HTTP, and over which connection, each came.

    `together` requests are answered once as many are there. A connection takes `per_connection` requests.
    """

    def __init__(
        self, authority: Authority, together: int = 1, per_connection: int = 1000, protocols: tuple[str, ...] = ("h2",)
    ):
        self.received: list[Received] = []
        self.versions: Counter[str] = Counter()
        self.connections: Counter[int] = Counter()
        self.most = 0
        self._together = together
        self._under_way = 0
        self._config = Config()
        self._config.bind = ["127.0.0.1:0"]
        self._config.certfile, self._config.keyfile = map(
            str, authority.issue("server", "127.0.0.1", server=True)
        )
        self._config.alpn_protocols = list(protocols)
        self._config.keep_alive_max_requests = per_connection
        # How long a connection goes on that has had its requests.
        self._config.keep_alive_timeout = 0.5
        self._config.errorlog = logging.getLogger("http2")
        self._sockets: Sockets = self._config.create_sockets()
        self._config.create_sockets = lambda: self._sockets
        self._loop = asyncio.new_event_loop()
        self._enough = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "HTTP2Receiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._sockets.secure_sockets[0].getsockname()[1]}/hook"

    def wait(self, count: int, within: float = 20) -> None:
        """Until so many webhooks have come; one that was repeated is one."""
        eventually(
            lambda: len({each.id for each in list(self.received)}) >= count, f"{count} webhooks have come", within=within
        )

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.create_task(serve(self._app, self._config, shutdown_trigger=asyncio.Event().wait, mode="asgi"))
        self._loop.run_forever()
        # Not hypercorn's own end, which waits for connections that the gateway keeps.
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _app(self, scope: dict, receive, send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            part = await receive()
            if part["type"] == "http.disconnect":
                return
            body += part.get("body", b"")
            more = part.get("more_body", False)
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        if self._under_way >= self._together:
            self._enough.set()
        await self._enough.wait()
        self._under_way -= 1
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.versions[scope["http_version"]] += 1
        self.connections[scope["client"][1]] += 1
        self.received.append(Received(scope["path"], headers, body, self._loop.time()))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
