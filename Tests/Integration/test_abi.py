"""The interface's header: what has been released holds for ever, for every compiler."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from harness import abi
from harness.places import PROJECT

FIXTURES = PROJECT / "Tests" / "Fixtures"

# Of what has been released. A version's line comes with it and never changes.
FROZEN = {
    "abi/1.txt": "404a76b9516a833375df358c1d41a0f353150582cc75679971b1f4c392a77878",
    "abi/2.txt": "af0e10107764bef31087ae5926d9ef0b07a87866a715a00cd5404c238cf2c33b",
    "plugins/abi-1/libchat4all-echo-abi-1.so": "04c488583123b62d0a5153ce817c8fb1f5346464130ae060db165b5b0d94f777",
    "plugins/abi-1/libchat4all-relay-abi-1.so": "d6563aa0de3bb325ad2e5d88688ab623bb31b52b89a592badb16122506518456",
}

COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]


@pytest.mark.parametrize("name", FROZEN)
def test_what_was_released_is_still_here(name):
    assert hashlib.sha256((FIXTURES / name).read_bytes()).hexdigest() == FROZEN[name]


def test_each_version_of_the_header_has_a_golden_file():
    assert list(abi.golden()) == list(range(1, abi.version() + 1)), "add it: python -m harness.abi --write"


@pytest.mark.parametrize("compiler", COMPILERS)
def test_the_header_is_what_was_released_and_nothing_else(compiler):
    released, measured = abi.released(abi.golden()), {abi.name_of(line): line for line in abi.measure(compiler)}
    assert {name: measured.get(name) for name in released} == released, "released lines never change"
    assert measured.keys() == released.keys(), "an addition counts C4A_ABI up and gets a golden file"


def test_later_versions_only_add():
    before: dict[str, str] = {}
    for number, lines in abi.golden().items():
        for line in lines:
            name = abi.name_of(line)
            if name in before:
                assert name.startswith("size "), f"version {number} changes {name}"
                assert int(line.split()[-1]) > int(before[name].split()[-1]), f"version {number} shrinks {name}"
            before[name] = line


def test_the_first_header_is_kept_beside_the_libraries_built_from_it():
    kept = FIXTURES / "plugins" / "abi-1" / "include"
    assert abi.version(kept) == 1
    assert abi.measure(include=kept) == abi.golden()[1]


def test_a_change_does_not_go_unseen(tmp_path: Path):
    """Each kind of change that would break old connectors differs from what was released."""
    original = (abi.INCLUDE / "chat4all" / "connector.h").read_text(encoding="utf-8")
    released = abi.released(abi.golden())
    for old, new in [
        ("#define C4A_NOT_FOUND 204", "#define C4A_NOT_FOUND 205"),
        ("  uint32_t attempt;        /* 1 for the first */\n", ""),
        ("  int64_t deadline_us;     /* monotonic;", "  uint32_t deadline_us;    /* monotonic;"),
        ("  int64_t (*now)(uint32_t clock);", "  int64_t (*now)(uint64_t clock);"),
        ("typedef uint64_t c4a_file;", "typedef uint32_t c4a_file;"),
    ]:
        assert original.count(old) == 1, old
        changed = tmp_path / "chat4all"
        changed.mkdir(exist_ok=True)
        # The layout that the header asserts by itself is not what is tried here.
        (changed / "connector.h").write_text(original.replace(old, new), encoding="utf-8")
        measured = {abi.name_of(line): line for line in abi.measure(include=tmp_path)}
        assert any(measured.get(name) != line for name, line in released.items()), old


USE = """
#include <chat4all/connector.h>
#include <chat4all/connector.h>
static const c4a_str name = C4A_LITERAL("x");
int main(void) {
  c4a_result result;
  memset(&result, 0, sizeof result);
  result.size = (uint32_t)sizeof result;
  return c4a_equal(name, c4a_text("x")) && C4A_CLASS(C4A_RATE_LIMITED) == C4A_RETRY && result.size == sizeof(c4a_result) ? 0 : 1;
}
"""


@pytest.mark.parametrize("standard", ["c11", "c17", "c++11", "c++17", "c++20"])
@pytest.mark.parametrize("compiler", COMPILERS)
def test_compiles_without_a_warning(compiler, standard, tmp_path: Path):
    is_cpp = "++" in standard
    source = tmp_path / ("use.cc" if is_cpp else "use.c")
    source.write_text(USE, encoding="utf-8")
    program = {"gcc": "g++", "clang": "clang++"}[compiler] if is_cpp else compiler
    strict = ["-Wall", "-Wextra", "-Wpadded", "-Wconversion", "-pedantic", "-Werror"]
    subprocess.run([program, f"-std={standard}", *strict, "-I", abi.INCLUDE, "-o", tmp_path / "use", source], check=True)
    subprocess.run([tmp_path / "use"], check=True)


@pytest.mark.parametrize("standard", ["c11", "c++17"])
@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("part", ["json", "hmac", "http"])
def test_the_layer_for_c_compiles_without_a_warning(part, compiler, standard, tmp_path: Path):
    is_cpp = "++" in standard
    source = tmp_path / ("use.cc" if is_cpp else "use.c")
    source.write_text(f'#include "chat4all/{part}.h"\nint main(void) {{ return 0; }}\n', encoding="utf-8")
    program = {"gcc": "g++", "clang": "clang++"}[compiler] if is_cpp else compiler
    folders = ["-I", abi.INCLUDE, "-I", PROJECT / "plugins" / "c"]
    subprocess.run([program, f"-std={standard}", "-Wall", "-Wextra", "-pedantic", "-Werror", *folders, "-fsyntax-only", source], check=True)
