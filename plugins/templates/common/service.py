#!/usr/bin/env python3
"""The service, in miniature: what the connector talks to while you have no account, or no network.

    python3 service.py [--port 9000] [--callbacks http://127.0.0.1:8080/ingress/new-channel]

It takes messages as the real one does, prints them, and reports them delivered. To have somebody write:

    curl -s 127.0.0.1:9000/say -d '{"from": "+5511999990000", "name": "Ana", "text": "Olá!"}'
"""

import argparse
import hashlib
import hmac
import json
import os
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=9000, help="0: any that is free")
parser.add_argument("--callbacks", default="http://127.0.0.1:8080/ingress/new-channel")
parser.add_argument("--token", default="t-1", help="what messages have to come with")
parser.add_argument("--secret", default="hush", help="what callbacks are signed with")
options = parser.parse_args()

RUN = os.urandom(3).hex()  # ids of two runs are not to be the same
lock = threading.Lock()
accepted: dict[str, str] = {}
counted = 0


def call_back(**members: object) -> int:
    """Signs a callback and makes it; the status that it was answered with, 0 for no answer."""
    global counted
    with lock:
        counted += 1
        members = {"event_id": f"{RUN}-e{counted}", "number": counted, **members}
    body = json.dumps(members).encode()
    signature = "sha256=" + hmac.new(options.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Signature": signature}
    try:
        with urllib.request.urlopen(urllib.request.Request(options.callbacks, body, headers), timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Service(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        if self.path == "/messages":
            self.take(body)
        elif self.path == "/say":
            status = call_back(type="message", message_id=f"{RUN}-said{counted + 1}", **body)
            print(f"{body['from']} says: {body['text']} (answered {status})", flush=True)
            self.answer(200 if status == 200 else 502, {"status": status})
        else:
            self.answer(404, {})

    def take(self, message: dict) -> None:
        if self.headers.get("Authorization") != f"Bearer {options.token}":
            return self.answer(401, {})
        with lock:
            # The same key again is the same message again, and not printed twice.
            known = len(accepted)
            identifier = accepted.setdefault(self.headers.get("Idempotency-Key", ""), f"{RUN}-m{known + 1}")
            is_new = len(accepted) > known
        if is_new:
            print(f"{message['to']} gets: {message['text']}", flush=True)
        self.answer(201, {"id": identifier})
        if is_new:
            threading.Timer(0.2, call_back, kwargs={"type": "delivered", "message_id": identifier}).start()

    def answer(self, status: int, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", options.port), Service)
print(f"the service is at http://127.0.0.1:{server.server_port}, its callbacks go to {options.callbacks}", flush=True)
server.serve_forever()
