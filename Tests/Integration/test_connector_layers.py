"""The layers that new connectors stand on: that for C against Python's own JSON and HMAC, that for Rust by its own tests."""

import hashlib
import hmac
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from harness.places import PROJECT

CRATE = PROJECT / "plugins" / "rust" / "chat4all-connector"


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory):
    """Runs commands through the layer for C, with everything checked that a sanitizer can."""
    program = tmp_path_factory.mktemp("c-layer") / "probe"
    folders = ["-I", PROJECT / "Sources" / "CConnectorABI" / "include", "-I", PROJECT / "plugins" / "c"]
    source = PROJECT / "Tests" / "Fixtures" / "c-layer" / "probe.c"
    strict = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]
    subprocess.run(["cc", *strict, *folders, "-o", program, source], check=True)

    def run(*commands: tuple[str, bytes, bytes]) -> list[str]:
        lines = "".join(f"{name} {one.hex() or '-'} {two.hex() or '-'}\n" for name, one, two in commands)
        answer = subprocess.run([program], input=lines, capture_output=True, text=True, check=False, timeout=120)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.splitlines()

    return run


def random_text(rng: random.Random) -> str:
    letters = 'aé€😀"\\/\b\n\t\u0001\u007f\u2028 '
    return "".join(rng.choice(letters) for _ in range(rng.randrange(12)))


def random_value(rng: random.Random, depth: int = 3):
    kinds = [random_text, lambda _: rng.randrange(-10**9, 10**9), lambda _: rng.random(), lambda _: None, lambda _: True]
    if depth:
        kinds.append(lambda r: [random_value(r, depth - 1) for _ in range(r.randrange(4))])
        kinds.append(lambda r: {random_text(r): random_value(r, depth - 1) for _ in range(r.randrange(4))})
    return rng.choice(kinds)(rng)


def test_reads_texts_as_python_does(probe, rng: random.Random):
    documents = [{"before": random_value(rng), "k": random_text(rng), "after": random_value(rng)} for _ in range(500)]
    spelled = [json.dumps(one, ensure_ascii=rng.random() < 0.5).encode() for one in documents]
    answers = probe(*(("json", one, b"k") for one in spelled))
    assert answers == [one["k"].encode().hex() for one in documents]


def test_bears_whatever_comes(probe, rng: random.Random):
    commands = []
    for _ in range(3000):
        document = bytearray(json.dumps({"k": random_text(rng), "x": random_value(rng)}).encode())
        for _ in range(rng.randrange(1, 4)):
            place = rng.randrange(len(document))
            document[place : place + rng.randrange(2)] = rng.choice([b"", b'"', b"\\", b"{", b"\\ud83d", b"\xff", b"\0", b","])
        commands.append(("json", bytes(document[: rng.randrange(len(document) + 1)]), b"k"))
    answers = probe(*commands)
    assert len(answers) == len(commands) and "broken" in answers
    assert probe(("json", b'{"a":' + b"[" * 100_000, b"a")) == ["broken"]


@pytest.mark.parametrize("document", [b"", b"[]", b"1", b'{"a"}', b'{"a":}', b'{"a":1,}', b'{"a":1}x', b'{"a":"\n"}', b'{"a":tru}', b"{'a':1}"])
def test_refuses_what_is_no_object(probe, document):
    assert probe(("json", document, b"a")) == ["broken"]


def test_mends_what_cannot_be_text(probe):
    assert bytes.fromhex(probe(("json", rb'{"a":"x\ud800y\u0000z"}', b"a"))[0]).decode() == "x\ufffdy\ufffdz"
    assert probe(("json", b'{"a":1}', b"a"), ("json", b'{"a":1}', b"b")) == ["none", "none"]


def test_writes_texts_that_python_reads(probe, rng: random.Random):
    texts = [random_text(rng) for _ in range(200)]
    assert [json.loads(bytes.fromhex(line)) for line in probe(*(("write", text.encode(), b"") for text in texts))] == texts


def test_signs_as_python_does(probe, rng: random.Random):
    pairs = [(rng.randbytes(rng.randrange(1, 150)), rng.randbytes(length)) for length in range(200)]
    expected = [hmac.new(key, message, hashlib.sha256).hexdigest() for key, message in pairs]
    assert probe(*(("hmac", key, message) for key, message in pairs)) == expected


CHANGES = """
#include "chat4all/test_host.h"
int main(void) {
  test_setting("token", "t-1");
  test_answer(200, NULL, "{}");
  CHECK(test_start().code == C4A_OK);
  test_answer(200, NULL, "{}");
  CHECK(test_change(test_operations()->editText, "m-7", "Hi").code == C4A_OK);
  CHECK_TEXT(test_request.url, "https://api.bad.example/change");
  CHECK_TEXT(test_request.body, "m-7");
  test_no_answer(C4A_UNCERTAIN);
  CHECK(test_change(test_operations()->react, "m-7", "").code == C4A_UNCERTAIN);
  return test_stop();
}
"""


def test_the_host_for_tests_in_c_changes_messages(tmp_path: Path):
    (tmp_path / "test.c").write_text(CHANGES)
    folders = ["-I", PROJECT / "Sources" / "CConnectorABI" / "include", "-I", PROJECT / "plugins" / "c"]
    sources = [tmp_path / "test.c", PROJECT / "Tests" / "BadPlugins" / "bad.c"]
    strict = ["-std=gnu11", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]
    subprocess.run(["cc", *strict, *folders, "-o", tmp_path / "test", *sources, "-lpthread"], check=True)
    done = subprocess.run([tmp_path / "test"], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "ok\n"), done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not installed")
def test_the_layer_for_rust_passes_its_own_tests(tmp_path: Path):
    environment = os.environ | {"CARGO_TARGET_DIR": str(tmp_path)}
    answer = subprocess.run(
        ["cargo", "test", "--offline", "--quiet"], cwd=CRATE, env=environment, capture_output=True, text=True, check=False,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
