"""The receivers in docs/webhooks.md, run as they stand there."""

import base64
import hashlib
import hmac
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from harness.places import PROJECT

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
BODY = '{"type":"message.read","data":{"text":"Olá, \\"mundo\\""}}'.encode()
ID = "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_7"

RUNNERS = {
    "python": (
        "python3", "verify.py", "{snippet}\nimport sys\na = sys.argv\nsys.exit(not verify(*a[1:5], open(a[5], 'rb').read()))\n",
        ["python3", "{file}"],
    ),
    "javascript": (
        "node", "verify.js",
        "{snippet}\nconst [, , ...a] = process.argv;\n"
        "process.exit(verify(...a.slice(0, 4), require('node:fs').readFileSync(a[4])) ? 0 : 1);\n",
        ["node", "{file}"],
    ),
    "java": (
        "java", "Main.java",
        "{imports}\npublic class Main {{\n  public static void main(String[] a) throws Exception {{\n"
        "    System.exit(Webhooks.verify(a[0], a[1], a[2], a[3], java.nio.file.Files.readAllBytes(java.nio.file.Path.of(a[4])))"
        " ? 0 : 1);\n  }}\n}}\n{rest}",
        ["java", "{file}"],
    ),
    "bash": ("openssl", "verify.sh", "{snippet}\nverify \"$@\"\n", ["bash", "{file}"]),
    "go": (
        "go", "main.go",
        'package main\nimport ("crypto/hmac"; "crypto/sha256"; "encoding/base64"; "math"; "os"; "strconv"; "strings"; "time")\n'
        "{snippet}\nfunc main() {{ b, _ := os.ReadFile(os.Args[5]); a := os.Args\n"
        "if !Verify(a[1], a[2], a[3], a[4], b) {{ os.Exit(1) }} }}\n",
        ["go", "run", "{file}"],
    ),
}


def snippet(language: str) -> str:
    text = (PROJECT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL).group(1)


@pytest.fixture(params=RUNNERS)
def verify(request: pytest.FixtureRequest, tmp_path: Path):
    tool, name, wrapper, command = RUNNERS[request.param]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    code = snippet(request.param)
    imports = "\n".join(line for line in code.splitlines() if line.startswith("import "))
    rest = "\n".join(line for line in code.splitlines() if not line.startswith("import "))
    file, body = tmp_path / name, tmp_path / "body"
    file.write_text(wrapper.format(snippet=code, imports=imports, rest=rest), encoding="utf-8")

    def run(timestamp: str, signatures: str, content: bytes = BODY) -> bool:
        body.write_bytes(content)
        arguments = [part.format(file=file) for part in command] + [SECRET, ID, timestamp, signatures, str(body)]
        answer = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
        assert answer.returncode in (0, 1) and not answer.stderr, answer.stderr
        return answer.returncode == 0

    return run


def sign(timestamp: str, key: bytes = bytes(range(32))) -> str:
    digest = hmac.new(key, f"{ID}.{timestamp}.".encode() + BODY, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def test_takes_what_is_signed_and_nothing_else(verify):
    now, old = str(int(time.time())), str(int(time.time()) - 600)
    assert verify(now, sign(now))
    assert verify(now, sign(now, b"another secret") + " " + sign(now)), "one of several is enough"
    assert not verify(now, sign(now, b"another secret"))
    assert not verify(now, sign(now), BODY + b" ")
    assert not verify(old, sign(old))
    assert not verify(now, "")
