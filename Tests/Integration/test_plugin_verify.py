"""`chat4all plugin verify`: what is right passes, and each check finds what it is there for."""

import json
import os
import shlex
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.places import build_folder

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "Tests" / "BadPlugins"
HEADERS = ROOT / "Sources" / "CConnectorABI" / "include"

# What a compiler has to be told besides the check's name.
LINKING = {
    "static.text_relocations": ["-Wl,-z,notext"],
    "static.executable_stack": ["-Wl,-z,execstack"],
}


def chat4all(*arguments: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    command = [build_folder() / "chat4all", "plugin", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, cwd=ROOT)


def checks() -> list[str]:
    names = [line for line in chat4all("verify", "--list").stdout.splitlines() if not line.startswith(" ")]
    assert len(names) > 60
    return names


def build(folder: Path, check: str = "", *more: str) -> Path:
    """The bad plugin that fails `check`; a right one without."""
    library = folder / "libchat4all-bad.so"
    macro = "BAD_" + check.replace(".", "_")
    command = [
        "clang", "-std=gnu11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", f"-I{HEADERS}", f'-DBAD="{check}"',
        f"-D{macro}", *LINKING.get(check, []), *more, "-o", str(library), str(BAD / "bad.c"), "-lpthread",
    ]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, f"{shlex.join(command)}\n{made.stderr}"
    if check == "static.shared_library":
        subprocess.run([*command[:3], "-c", *command[5:7], str(BAD / "bad.c"), "-o", str(library)], check=True)
    if check == "static.machine":
        content = bytearray(library.read_bytes())
        content[18] = 183
        library.write_bytes(content)
    return library


def verify(library: Path, *arguments: str | Path) -> dict:
    done = chat4all("verify", library, "--seed", "7", "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    assert done.returncode == (1 if found(report) else 0)
    return report


def found(report: dict) -> list[tuple[str, str]]:
    bad = [check for check in report["checks"] if check["result"] not in ("passed", "skipped")]
    return [(check["id"], check["found"]) for check in bad]


def skipped(report: dict) -> set[str]:
    return {check["id"] for check in report["checks"] if check["result"] == "skipped"}


OURS = ["messenger", "instagram", "matrix", "telegram", "whatsapp", "echo", "chaos"]


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, Future[tuple[dict, float]]]]:
    """What is said of each of our connectors, and how many seconds it took: two at a time, which fills the machine."""

    def judge(name: str) -> tuple[dict, float]:
        fixtures = ROOT / "plugins" / name / "verify"
        begin = time.monotonic()
        report = verify(build_folder() / f"libchat4all-{name}.so", *(["--fixtures", fixtures] if fixtures.exists() else []))
        return report, time.monotonic() - begin

    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(judge, name) for name in OURS}


@pytest.mark.parametrize("name", OURS)
def test_our_connectors_pass(name: str, reports: dict[str, Future[tuple[dict, float]]]) -> None:
    report, seconds = reports[name].result()
    assert found(report) == []
    assert seconds <= 60
    if name in ("echo", "chaos"):
        return
    # Nothing is left out but what the connector does not have.
    assert {check for check in skipped(report) if "file_" not in check} <= {
        "descriptor.unknown_extension", "descriptor.unique", "lifecycle.connect",
    }  # fmt: skip


def contents(folder: Path) -> list[str]:
    return sorted(str(place.relative_to(folder)) for place in folder.rglob("*"))


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, dict[str, str]]:
    """An empty folder to be in, one for temporary files, and an environment that names it."""
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    return here, temporary, os.environ | {"TMPDIR": str(temporary)}


def test_nothing_is_left_behind(places: tuple[Path, Path, dict[str, str]]) -> None:
    here, temporary, environment = places
    # It opens the files that its settings name, and these are hostile.
    library = build_folder() / "libchat4all-echo.so"
    relative = os.path.relpath(library, here)
    done = subprocess.run(
        [build_folder() / "chat4all", "plugin", "verify", relative, "--seed", "7"],
        cwd=here, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert (contents(here), contents(temporary)) == ([], [])


def test_nothing_is_left_behind_by_what_hangs(tmp_path: Path, places: tuple[Path, Path, dict[str, str]]) -> None:
    here, temporary, environment = places
    library = build(tmp_path, "load.entry_time", "-Dusleep(x)=pause()", "-DLITTER")
    done = subprocess.run(
        [build_folder() / "chat4all", "plugin", "verify", library, "--only", "load.entry_time", "--timeout", "1"],
        cwd=here, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "TIMEOUT load.entry_time" in done.stdout
    assert (contents(here), contents(temporary)) == ([], [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_behind_by_who_gives_up(
    number: int, tmp_path: Path, places: tuple[Path, Path, dict[str, str]]
) -> None:
    here, temporary, environment = places
    library = build(tmp_path, "load.entry_time", "-Dusleep(x)=pause()", "-DLITTER")
    with subprocess.Popen(
        [build_folder() / "chat4all", "plugin", "verify", library, "--only", "load.entry_time"],
        cwd=here, env=environment, stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 20
        while not any(place.endswith("/litter") for place in contents(temporary)) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(20) == 128 + number
    assert (contents(here), contents(temporary)) == ([], [])


def test_transcripts_are_kept_where_one_wants_them(tmp_path: Path) -> None:
    library = build(tmp_path)
    verify(library, "--fixtures", BAD / "verify", "--only", "hostile.transcripts", "--transcripts", tmp_path)
    inside, apart = ((tmp_path / f"bad.{place}.txt").read_text() for place in ("inside", "apart"))
    assert inside == apart
    assert "connect: ok" in inside
    assert "text 0: ok, id remote-1" in inside
    assert "callback 0 brings message at" in inside
    assert "a text without an answer: uncertain" in inside
    assert "asks POST https://api.bad.example/send [Authorization: Bearer <token>] Hello" in inside
    assert "bad-token-0001" not in inside


def test_a_right_connector_passes_everything(tmp_path: Path) -> None:
    report = verify(build(tmp_path), "--fixtures", BAD / "verify")
    assert found(report) == []
    assert skipped(report) == {"descriptor.unique"}


CHECKS = checks()


def beside(check: str) -> list[str]:
    """The check with its group, and every eighth of the others, from another one for each check: all with all takes
    minutes, and is what CHAT4ALL_TEST_ALL=1 is for."""
    if os.environ.get("CHAT4ALL_TEST_ALL"):
        return CHECKS
    group, place = check.split(".")[0], CHECKS.index(check)
    return [name for index, name in enumerate(CHECKS) if name.startswith(f"{group}.") or index % 8 == place % 8]


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_finds_its_fault_and_no_other_does(check: str, tmp_path: Path) -> None:
    only = [argument for name in beside(check) for argument in ("--only", name)]
    report = verify(build(tmp_path, check), "--fixtures", BAD / "verify", *only)
    assert {name for name, _ in found(report)} == {check}, found(report)


@pytest.mark.parametrize("check", ["descriptor.readable", "static.entry"])
def test_what_no_gateway_can_read_is_wrong_whatever_was_asked_for(check: str, tmp_path: Path) -> None:
    report = verify(build(tmp_path, check), "--only", "hostile.secrets")
    assert [name for name, _ in found(report)] == ["descriptor.readable"]


def test_a_request_that_the_host_cannot_read_is_found(tmp_path: Path) -> None:
    library = build(tmp_path, "async.completes_once", "-DVARIANT=1")
    [(name, text)] = found(verify(library, "--fixtures", BAD / "verify", "--only", "async"))
    assert name == "async.completes_once"
    assert "http got a request" in text


def test_a_text_that_does_not_go_out_is_found_where_the_platform_is_known(tmp_path: Path) -> None:
    library = build(tmp_path, "operations.old_host")
    fixtures = json.loads((BAD / "verify" / "verify.json").read_text())
    (tmp_path / "verify.json").write_text(
        json.dumps(fixtures | {"recipient": "4711", "answers": [{"url_contains": "/", "status": 200, "body": {"id": "1"}}]})
    )
    [(name, text)] = found(verify(library, "--fixtures", tmp_path, "--only", "lifecycle"))
    assert name == "lifecycle.send_1000"
    assert "an ordinary text is not sent: permanent, never seen that" in text
    assert "lifecycle.send_1000" in skipped(verify(library, "--only", "lifecycle.send_1000"))


def test_where_to_begin_is_told_when_much_is_wrong(tmp_path: Path) -> None:
    library = build(tmp_path, "async.returns_soon", "-DVARIANT=1")
    done = chat4all("verify", library, "--only", "async")
    assert done.stdout.count("CRASHED async.") > 2
    assert "Begin with async.completes" in done.stdout.splitlines()[-1]


def test_an_event_that_no_answer_discards_is_found(tmp_path: Path) -> None:
    library = build(tmp_path, "hostile.webhook_forged", "-DVARIANT=1")
    [(name, text)] = found(verify(library, "--fixtures", BAD / "verify"))
    assert name == "hostile.webhook_forged"
    assert "cause 0" in text


@pytest.mark.parametrize("variant", [1, 2, 3])
def test_every_change_of_the_process_is_found(variant: int, tmp_path: Path) -> None:
    library = build(tmp_path, "load.process_state", f"-DVARIANT={variant}")
    assert [name for name, _ in found(verify(library, "--only", "load"))] == ["load.process_state"]


def test_a_failure_says_what_where_and_how_to_see_it_again(tmp_path: Path) -> None:
    library = build(tmp_path, "descriptor.semver")
    done = chat4all("verify", library, "--only", "descriptor", "--seed", "7")
    assert done.returncode == 1
    assert "found     the version is 'one'" in done.stdout
    assert "expected  like 1.4.0" in done.stdout
    assert "chat4all/connector.h, 6. c4a_descriptor.version" in done.stdout
    assert "\x1b" not in done.stdout
    [again] = [line.split("again", 1)[1] for line in done.stdout.splitlines() if "again  " in line]
    assert chat4all(*shlex.split(again)[2:]).returncode == 1


def test_a_crash_is_told_by_its_signal(tmp_path: Path) -> None:
    [(name, text)] = found(verify(build(tmp_path, "compatibility.host_table_end"), "--only", "compatibility"))
    assert name == "compatibility.host_table_end"
    assert "SIGSEGV" in text


def test_what_hangs_is_ended(tmp_path: Path) -> None:
    library = build(tmp_path, "load.entry_time", "-Dusleep(x)=pause()")
    done = chat4all("verify", library, "--only", "load.entry_time", "--timeout", "1")
    assert done.returncode == 1
    assert "TIMEOUT load.entry_time" in done.stdout


def test_junit_has_a_case_for_each_check(tmp_path: Path) -> None:
    done = chat4all("verify", build(tmp_path, "descriptor.id"), "--only", "descriptor", "--format", "junit")
    suite = ElementTree.fromstring(done.stdout)
    assert suite.attrib["failures"] == "1"
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"])
    [failure] = suite.findall("testcase/failure")
    assert "bad id" in failure.attrib["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["/nowhere/x.so"], "no file that can be read"),
        ([str(BAD / "bad.c")], "not a shared library"),
        (["ECHO", "--only", "descriptor.semvre"], "there is no check"),
        (["ECHO", "--connector", "nobody"], "has no connector 'nobody'"),
        (["ECHO", "--fixtures", "/nowhere"], "holds neither"),
        (["ECHO", "--settings", "/nowhere.yaml"], "cannot be read"),
    ],
)
def test_what_cannot_be_checked_is_told(arguments: list[str], words: str) -> None:
    echo = str(build_folder() / "libchat4all-echo.so")
    done = chat4all("verify", *[argument.replace("ECHO", echo) for argument in arguments])
    assert done.returncode == 2
    assert words in done.stderr


def test_settings_that_the_connector_does_not_take_are_told(tmp_path: Path) -> None:
    settings = tmp_path / "settings.yaml"
    library = build_folder() / "libchat4all-telegram.so"
    settings.write_text("bot_tokne: 1:a\n")
    done = chat4all("verify", library, "--settings", settings, "--only", "descriptor.semver")
    assert done.returncode == 2
    assert "unknown setting 'bot_tokne'; did you mean 'bot_token'?" in done.stderr
    # What is missing is made up.
    settings.write_text("secret_token: abc\n")
    assert chat4all("verify", library, "--settings", settings, "--only", "descriptor.semver").returncode == 0


def test_inspect_shows_settings_and_hosts() -> None:
    library = build_folder() / "libchat4all-telegram.so"
    shown = chat4all("inspect", library).stdout
    assert "api.telegram.org" in shown
    assert "bot_token     string, required, secret: the token" in shown
    [connector] = json.loads(chat4all("inspect", library, "--json").stdout)["connectors"]
    assert connector["id"] == "dev.chat4all.telegram"
    assert "sendText" in connector["functions"]


def test_inspect_says_why_a_library_cannot_be_used(tmp_path: Path) -> None:
    done = chat4all("inspect", build(tmp_path, "static.entry"))
    assert done.returncode == 1
    assert "does not export 'chat4all_plugin_v1'" in done.stdout


def test_every_check_is_documented() -> None:
    text = (ROOT / "docs" / "plugin-verify.md").read_text()
    assert [name for name in checks() if f"`{name}`" not in text] == []
