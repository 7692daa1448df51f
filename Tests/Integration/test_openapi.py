"""The served OpenAPI document, and the gateway held against it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from openapi_spec_validator import validate

from conftest import SEED
from harness.api import API
from harness.gateway import Gateway
from harness.places import PROJECT

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def served(gateway: Gateway) -> dict:
    answer = requests.get(f"{gateway.address}/openapi.json", timeout=10)
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


def test_is_a_valid_openapi_3_1_document(gateway: Gateway):
    document = served(gateway)
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_is_the_one_that_is_checked_in(gateway: Gateway):
    checked_in = json.loads((PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert served(gateway) == checked_in


def test_lists_every_error_code(gateway: Gateway):
    source = (PROJECT / "Sources" / "Model" / "ErrorCode.swift").read_text(encoding="utf-8")
    text = json.dumps(served(gateway))
    for line in source.splitlines():
        words = line.split()
        if words[:1] == ["case"] and len(words) in (2, 4):
            code = words[3].strip('"') if len(words) == 4 else words[1]
            assert f'"{code}"' in text, f"{code} is missing in the document"


def run_schemathesis(gateway: Gateway, api: API, directory: Path, seed: int, *options: str) -> str:
    """Everything that schemathesis complains about; empty when every answer kept to the document."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run", f"{gateway.address}/openapi.json",
        "-H", f"Authorization: Bearer {api.token}", "--checks", "all", "--exclude-checks", "ignored_auth",
        "--seed", str(seed), "-n", "30", "--max-time", "30", "--generation-database", "none", "--no-color",
        "--request-timeout", "20", "--continue-on-failure", *options,
    ]
    answer = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=200, cwd=directory, stdin=subprocess.DEVNULL
    )
    return "" if answer.returncode == 0 else answer.stdout[-15_000:] + answer.stderr[-2_000:]


def is_the_generators_own(complaint: str) -> bool:
    """Whether the run ended because a mutated schema has no two different values to make an array of: schemathesis
    gives up there, without having sent anything. Another seed leads past it."""
    return "FAILURES" not in complaint and "Cannot create a collection of min_size=" in complaint


@pytest.mark.parametrize(
    "options",
    [("--phases", "examples,coverage,fuzzing"), ("--phases", "stateful", "--mode", "positive")],
    ids=["requests", "sequences"],
)
def test_keeps_to_its_document_under_random_requests(gateway: Gateway, api: API, tmp_path: Path, options: tuple[str, ...]):
    """schemathesis makes requests from the document, good and bad ones, and checks each answer against it."""
    api.conversation("ana", "rui")
    for seed in range(SEED, SEED + 3):
        complaint = run_schemathesis(gateway, api, tmp_path, seed, *options)
        if not is_the_generators_own(complaint):
            break
    assert not complaint, complaint
