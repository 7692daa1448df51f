"""`chat4all plugin new`: what it refuses, and what it says. What it makes is tried by test_write_a_connector.py."""

import subprocess
from pathlib import Path

import pytest
from harness.places import build_folder


def new(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [build_folder() / "chat4all", "plugin", "new", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("My_Pager", "--lang", "c"), "such as 'my-pager'"),
        (("../pager", "--lang", "c"), "is no name for a connector"),
        (("pager", "--lang", "cobol"), "there is one for each of c, swift, rust"),
        (("pager",), "--lang"),
        ((), "<name>"),
    ],
)
def test_refuses_and_says_what_would_be_right(tmp_path: Path, arguments: tuple[str, ...], said: str):
    answer = new(tmp_path, *arguments)
    assert answer.returncode == 64
    assert said in answer.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "sources"),
    [
        ("c", ["connector.c"]), ("rust", ["src/lib.rs"]),
        ("swift", ["Sources/Connector/PagerConnector.swift", "Sources/Plugin/Entry.swift"]),
    ],
)  # fmt: skip
def test_the_tutorials_connector_is_short(tmp_path: Path, language: str, sources: list[str]):
    assert new(tmp_path, "pager", "--lang", language).returncode == 0
    # With all of its files: test_write_a_connector.py counts again after the tutorial's change.
    assert sum(len((tmp_path / "pager" / name).read_text().splitlines()) for name in sources) <= 200


def test_overwrites_nothing(tmp_path: Path):
    assert new(tmp_path, "pager", "--lang", "c").returncode == 0
    source = tmp_path / "pager" / "connector.c"
    source.write_text("mine")
    answer = new(tmp_path, "pager", "--lang", "rust")
    assert answer.returncode == 1
    assert "'pager' exists already" in answer.stderr and "--directory" in answer.stderr
    assert source.read_text() == "mine" and not (tmp_path / "pager" / "Cargo.toml").exists()
    assert new(tmp_path, "pager", "--lang", "rust", "--directory", "elsewhere").returncode == 0
    assert (tmp_path / "elsewhere" / "Cargo.toml").exists()


def test_shows_an_example():
    answer = new(Path.cwd(), "--help")
    assert answer.returncode == 0
    assert "Example: chat4all plugin new pager --lang rust" in " ".join(answer.stdout.split())
