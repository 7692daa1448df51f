"""A web server that behaves badly on demand, for the tests of OutboundHTTP.

Prints its ports as one line of JSON, and ends when its standard input does. The path says what to do.
"""

import asyncio
import gzip
import hashlib
import json
import os
import ssl
import sys
import threading
import zlib
from urllib.parse import parse_qs, urlsplit

FOLDER = os.path.dirname(os.path.abspath(__file__))
connections = 0
requests = {}  # by the query's key
gates = {}
under_way = {}
most = {}


def answer(body=b"", status=200, headers=()):
    lines = [f"HTTP/1.1 {status} Answer", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def read_request(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = [[name.lower(), value.strip()] for name, value in (line.split(":", 1) for line in lines[1:] if line)]
    known = dict(headers)
    body = b""
    if target.startswith("/stall"):
        pass  # nobody reads it
    elif "content-length" in known:
        body = await reader.readexactly(int(known["content-length"]))
    elif known.get("transfer-encoding") == "chunked":
        while True:
            size = int(await reader.readline(), 16)
            piece = await reader.readexactly(size + 2)
            if size == 0:
                break
            body += piece[:-2]
    return method, target, headers, body


def digest(method, headers, body):
    """What came, of bodies that are too long to be told."""

    def of(data):
        return {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    told = {"method": method, "headers": headers} | of(body)
    kind, _, boundary = dict(headers).get("content-type", "").partition("; boundary=")
    if kind == "multipart/form-data":
        told["parts"] = []
        for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
            head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            told["parts"].append({"head": head.decode("latin-1")} | of(data))
    return answer(json.dumps(told).encode())


async def made(query, writer):
    """A body of many bytes, with their sum in a header."""
    block = hashlib.shake_128(b"block").digest(65521)
    count = int(query["count"])
    body = (block * (count // len(block) + 1))[:count]
    head = [f"HTTP/1.1 {query.get('status', '200')} Answer", "X-SHA256: " + hashlib.sha256(body).hexdigest()]
    if "gzip" in query:
        body = gzip.compress(body, 1)
        head.append("Content-Encoding: gzip")
    head.append("Transfer-Encoding: chunked" if "chunked" in query else f"Content-Length: {len(body)}")
    writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
    for begin in range(0, len(body), 50_000):
        piece = body[begin:begin + 50_000]
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if "chunked" in query else piece)
        await writer.drain()
    if "chunked" in query:
        writer.write(b"0\r\n\r\n")


async def endless(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


async def slow(writer, pause):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(pause)


async def bomb(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(1024):  # a gigabyte of zeros
        writer.write(packer.compress(bytes(1 << 20)))
        await writer.drain()
    writer.write(packer.flush())


async def gated(key, writer):
    """Answers when the gate is opened, and remembers how many stood before it at once."""
    under_way[key] = under_way.get(key, 0) + 1
    most[key] = max(most.get(key, 0), under_way[key])
    try:
        await gates.setdefault(key, asyncio.Event()).wait()
        writer.write(answer(b"through"))
    finally:
        under_way[key] -= 1


async def serve(reader, writer):
    global connections
    connections += 1
    served = 0
    try:
        while True:
            method, target, headers, body = await read_request(reader)
            url = urlsplit(target)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            key = query.get("key", "")
            if url.path not in ("/told", "/open"):
                requests[key] = requests.get(key, 0) + 1
            served += 1
            match url.path:
                case "/echo":
                    told = {"method": method, "target": target, "headers": headers, "body": body.decode("latin-1"),
                            "served": served}
                    writer.write(answer(b"" if method == "HEAD" else json.dumps(told).encode()))
                case "/status":
                    writer.write(answer(b"x" * 10, int(query["code"]), [("Retry-After", "7"), ("X-Two", "1"), ("X-Two", "2")]))
                case "/bytes":
                    writer.write(answer(b"x" * int(query["count"])))
                case "/gzip":
                    writer.write(answer(gzip.compress(b"small"), headers=[("Content-Encoding", "gzip")]))
                case "/digest":
                    writer.write(digest(method, headers, body))
                case "/made":
                    await made(query, writer)
                case "/redirect":
                    writer.write(answer(query.get("body", "").encode(), int(query.get("code", "302")), [("Location", query["to"])]))
                case "/interim":
                    writer.write(b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + answer(b"late"))
                case "/header":
                    writer.write(answer(b"", headers=[(f"X-{n}", "y" * 1000) for n in range(int(query["count"]))]))
                case "/endless":
                    await endless(writer)
                case "/slow":
                    await slow(writer, float(query.get("pause", "0.05")))
                case "/bomb":
                    await bomb(writer)
                    break
                case "/never" | "/stall":
                    await asyncio.sleep(3600)
                case "/close":
                    break
                case "/half":
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                    break
                case "/garbage":
                    writer.write(b"\x00\x01 this is not HTTP\r\n\r\n" * 100)
                    break
                case "/once":  # a connection that serves one request, and drops the next without a word
                    if served > 1:
                        break
                    writer.write(digest(method, headers, body) if body else answer(b"once"))
                case "/gate":
                    await gated(key, writer)
                case "/open":
                    gates.setdefault(key, asyncio.Event()).set()
                    writer.write(answer())
                case "/told":
                    told = {
                        "connections": connections, "requests": requests.get(key, 0), "waiting": under_way.get(key, 0),
                        "most": most.get(key, 0)
                    }
                    writer.write(answer(json.dumps(told).encode()))
                case _:
                    writer.write(answer(b"", 404))
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError, ValueError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def main():
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(os.path.join(FOLDER, "server.pem"))
    mutual = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mutual.load_cert_chain(os.path.join(FOLDER, "server.pem"))
    mutual.load_verify_locations(os.path.join(FOLDER, "authority.pem"))
    mutual.verify_mode = ssl.CERT_REQUIRED
    mutual.maximum_version = ssl.TLSVersion.TLSv1_2  # 1.3 tells of a missing certificate only later
    ports = {}
    for name, context in {"plain": None, "other": None, "secure": secure, "mutual": mutual}.items():
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=1000)
        ports[name] = server.sockets[0].getsockname()[1]
    print(json.dumps(ports), flush=True)
    await asyncio.Event().wait()


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
asyncio.run(main())
