"""A document whose commands are run and whose excerpts are compared, as they stand there.

Marks of code blocks: `console` or `console LANGUAGE` holds commands after `$ ` and what they print (`...` stands for anything);
`diff LANGUAGE` is applied with patch; any other language followed by a file's name is an excerpt of that file.
"""

import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue


@dataclass(frozen=True)
class Block:
    line: int
    kind: str
    about: str
    text: str

    @property
    def commands(self) -> list[tuple[str, list[str]]]:
        """Each command with the lines that it is said to print."""
        found: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
        return found


def blocks(document: str) -> list[Block]:
    found = []
    for match in re.finditer(r"^```(\w+)[ ]?([^\n]*)\n(.*?)^```$", document, re.MULTILINE | re.DOTALL):
        line = document.count("\n", 0, match.start()) + 1
        found.append(Block(line, match[1], match[2], match[3]))
    return found


def prints(expected: list[str], output: str) -> bool:
    """Whether the output is what the lines say."""
    pattern = ""
    for line in expected:
        pattern += "(?:.*\n)*" if line == "..." else re.escape(line).replace(re.escape("..."), ".*") + "\n"
    return re.fullmatch(pattern, output.strip("\n") + "\n" if output.strip() else "") is not None


class Shell:
    """One bash for all the commands of a document, with its jobs, variables and folder."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        self.process = subprocess.Popen(
            ["bash", "--norc"], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )
        self._lines: Queue[str | None] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def run(self, command: str, within: float = 600) -> tuple[int, str]:
        """The exit code and what was printed."""
        self.process.stdin.write(f"{command}\nprintf '\\n--ended-- %d\\n' $?\n")
        self.process.stdin.flush()
        output = ""
        while True:
            try:
                line = self._lines.get(timeout=within)
            except Empty:
                raise AssertionError(f"after {within} s there is no end of: {command}\n{output}") from None
            assert line is not None, f"the shell ended at: {command}\n{output}"
            if line.startswith("--ended-- "):
                return int(line.split()[1]), output
            output += line

    def close(self) -> None:
        """Ends what was left in the background, orderly, and the shell."""
        if self.process.poll() is None:
            self.process.stdin.write("kill $(jobs -p) 2>/dev/null; wait\nexit\n")
            self.process.stdin.close()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
