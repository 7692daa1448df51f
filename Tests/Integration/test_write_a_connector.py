"""docs/write-a-connector.md, followed as it stands there, once in each language."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.document import Block, Shell, blocks, prints
from harness.places import PROJECT, build_folder, own_folder

DOCUMENT = (PROJECT / "docs" / "write-a-connector.md").read_text(encoding="utf-8")
TOOLS = {"c": "cc", "swift": "swift", "rust": "cargo"}
SOURCES = {"c": "connector.c", "swift": "Sources/Connector/PagerConnector.swift", "rust": "src/lib.rs"}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def folder() -> Iterator[Path]:
    with own_folder("connector") as path:
        yield path


@pytest.fixture
def shell(folder: Path) -> Iterator[Shell]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CHAT4ALL_", "CARGO_"))}
    environment["PATH"] = f"{build_folder()}:{environment['PATH']}"
    shell = Shell(folder, environment)
    try:
        yield shell
    finally:
        shell.close()


def with_free_ports(text: str) -> str:
    """The page's ports may be taken on this machine; nothing else of it is changed."""
    return re.sub(r"\b9000\b", str(PORTS[1]), re.sub(r"\b8080\b", str(PORTS[0]), text))


PORTS = (free_port(), free_port())


def follow(block: Block, shell: Shell) -> None:
    for command, expected in block.commands:
        command = with_free_ports(command)
        if command.startswith("chat4all serve"):
            command = command.replace("serve", f"serve --port {PORTS[0]}", 1)
        if command.startswith("python3 service.py"):
            options = f"--port {PORTS[1]} --callbacks http://127.0.0.1:{PORTS[0]}/ingress/pager"
            command = command.replace("service.py", f"service.py {options}", 1)
        code, output = shell.run(command)
        assert code == 0, f"line {block.line}: {command}\n{output}"
        if expected:
            assert prints(expected, output), f"line {block.line}: {command}\nprinted\n{output}and not\n" + "\n".join(expected)


@pytest.mark.parametrize("language", TOOLS)
def test_a_channel_comes_out_of_the_page(language: str, folder: Path, shell: Shell):
    if shutil.which(TOOLS[language]) is None:
        pytest.skip(f"{TOOLS[language]} is not installed")
    project, seen = folder / "pager", 0
    for block in blocks(DOCUMENT):
        if block.kind == "console" and block.about in ("", language):
            follow(block, shell)
            for name in ("channels.yaml", "settings.yaml"):
                if (project / name).exists():
                    (project / name).write_text(with_free_ports((project / name).read_text()))
        elif block.kind == "diff" and block.about == language:
            (folder / "change.diff").write_text(block.text)
            code, output = shell.run("patch -p1 < ../change.diff")
            assert code == 0 and "fuzz" not in output and "offset" not in output, f"line {block.line}: {output}"
        elif block.kind == language and block.about:
            seen += 1
            assert block.text in (project / block.about).read_text(), f"line {block.line} is not in {block.about}"
    assert seen >= 7
    assert len((project / SOURCES[language]).read_text().splitlines()) <= 200


def test_every_block_is_known():
    for block in blocks(DOCUMENT):
        known = block.kind == "console" and block.about in ("", *TOOLS)
        assert known or (block.kind == "diff" and block.about in TOOLS) or (block.kind in TOOLS and block.about), block.line


@pytest.mark.parametrize(
    ("expected", "output", "fits"),
    [
        (["a", "b"], "a\nb\n", True), (["a"], "a\nb\n", False), (["a", "..."], "a\nb\nc\n", True), (["..."], "", True),
        (["..."], "x\ny\n", True), (["...x..."], "axb\n", True), (["...x..."], "a\nx\n", False), (["a", "...", "c"], "a\nc\n", True),
    ],
)
def test_dots_stand_for_anything(expected, output, fits):
    assert prints(expected, output) is fits
