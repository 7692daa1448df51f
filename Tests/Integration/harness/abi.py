"""What connector.h says about memory and numbers, as a compiler sees it.

    python -m harness.abi --write      (in Tests/Integration) adds Tests/Fixtures/abi/<C4A_ABI>.txt for a new version

The golden files say what each version has added: a line for each struct's size, each field's place and size, each constant
and each function type. What stands in one has been released and holds for ever; only the size of a struct may be said
again, larger, by a later version.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from .places import PROJECT

INCLUDE = PROJECT / "Sources" / "CConnectorABI" / "include"
GOLDEN = PROJECT / "Tests" / "Fixtures" / "abi"

# Not numbers, or different for each compiler.
NOT_CONSTANTS = {"C4A_EXPORT", "C4A_ABI", "C4A_STATIC_ASSERT_", "CHAT4ALL_CONNECTOR_H"}


def version(include: Path = INCLUDE) -> int:
    return int(re.search(r"^#define C4A_ABI (\d+)$", header(include), re.MULTILINE).group(1))


def header(include: Path) -> str:
    text = (include / "chat4all" / "connector.h").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def measure(compiler: str = "cc", include: Path = INCLUDE) -> list[str]:
    """Every line that the golden files should have between them, in the order of the header."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "layout.c", Path(folder) / "layout"
        source.write_text(_program(header(include)), encoding="utf-8")
        subprocess.run([compiler, "-std=gnu11", "-w", "-I", include, "-o", program, source], check=True)
        return subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()


def _program(text: str) -> str:
    lines = ["#include <stdio.h>", '#include "chat4all/connector.h"', "int main(void) {"]
    for name, value in re.findall(r"^#define (C4A_\w+)[ \t]+(\S.*)$", text, re.MULTILINE):
        if name in NOT_CONSTANTS:
            continue
        form, cast = ("%s", "") if value.startswith('"') else ("%lld", "(long long)")
        lines.append(f'  printf("constant {name} {form}\\n", {cast}{name});')
    for name in re.findall(r"^typedef uint64_t (c4a_\w+);", text, re.MULTILINE):
        lines.append(f'  printf("token {name} %zu\\n", sizeof({name}));')
    for name, body in re.findall(r"typedef struct (c4a_\w+) \{(.*?)\} \1;", text, re.DOTALL):
        lines.append(f'  printf("size {name} %zu\\n", sizeof({name}));')
        for field, kind in _fields(body):
            place = f"offsetof({name}, {field}), sizeof((({name} *)0)->{field})"
            lines.append(f'  printf("field {name}.{field} at %zu, %zu bytes: {kind}\\n", {place});')
    for name, parameters in re.findall(r"^typedef (?:void|const c4a_plugin \*)\s*\(\*(c4a_\w+)\)\((.*?)\);", text, re.MULTILINE):
        lines.append(f'  printf("function {name}({parameters})\\n");')
    return "\n".join([*lines, "  return 0;", "}", ""])


def _fields(body: str) -> list[tuple[str, str]]:
    """Names with types; of functions, the whole of it."""
    fields = []
    for declaration in body.split(";"):
        plain = " ".join(declaration.split())
        if function := re.fullmatch(r"(.*?)\(\*(\w+)\)\((.*)\)", plain):
            fields.append((function[2], f"{function[1].strip()} ({function[3]})"))
        elif plain:
            # Several fields of one type stand in one declaration, sometimes.
            kind, first = re.fullmatch(r"(.*?)(\w+(?:, \w+)*)", plain).groups()
            fields += [(name, kind.strip()) for name in first.split(", ")]
    return fields


def name_of(line: str) -> str:
    return " ".join(line.split(" at ")[0].split("(")[0].split()[:2])


def golden() -> dict[int, list[str]]:
    files = {int(path.stem): path for path in GOLDEN.glob("*.txt")}
    return {number: _lines(files[number]) for number in sorted(files)}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def released(files: dict[int, list[str]]) -> dict[str, str]:
    """What holds after all versions: the newest line for each name."""
    return {name_of(line): line for lines in files.values() for line in lines}


def write() -> None:
    number = version()
    path = GOLDEN / f"{number}.txt"
    if path.exists():
        sys.exit(f"{path} has been released and is never written again; count C4A_ABI up for an addition")
    before = released(golden())
    added = [line for line in measure() if before.get(name_of(line)) != line]
    changed = [line for line in added if name_of(line) in before and not line.startswith("size ")]
    if changed:
        sys.exit("these have been released in another way:\n" + "\n".join(changed))
    path.write_text(f"# What version {number} of connector.h has added.\n" + "\n".join(added) + "\n", encoding="utf-8")
    print(f"written: {path}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", required=True)
    parser.parse_args()
    write()
