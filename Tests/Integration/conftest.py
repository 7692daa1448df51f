"""Fixtures: a gateway that the tests of a process share, and gateways of a test's own."""

import os
import random
from collections.abc import Callable, Iterator

import pytest

from harness.api import API
from harness.connector_host import ConnectorHost
from harness.gateway import Gateway
from harness.places import build_folder, own_folder

SEED = int(os.environ.get("CHAT4ALL_TEST_SEED", "20240229"))

CHANNELS = """\
channels:
  - name: echo
    plugin: echo
  - name: chaos
    plugin: chaos
    retry: {max_attempts: 3, delays_seconds: [0.1, 0.2]}
    breaker: {failures: 1000}
"""

# Tests are faster than a real client may be; the one on rate limits lowers this for itself.
# Their webhooks go to receivers on this machine.
UNHURRIED = {"CHAT4ALL_CLIENT_RATE": "0", "CHAT4ALL_WEBHOOK_ALLOW_PRIVATE": "127.0.0.1/32"}


def pytest_report_header() -> str:
    return f"CHAT4ALL_TEST_SEED={SEED}"


# These files take longest. Files are handed out one by one, and a long one that comes last leaves the other processors idle.
LONGEST = ("test_write_a_connector", "test_openapi", "test_connector_host", "test_plugin_verify")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_configure(config: pytest.Config) -> None:
    executable = build_folder() / "chat4all"
    if not config.option.collectonly and not executable.exists():
        raise pytest.UsageError(f"{executable} is missing: run `swift build` first")


@pytest.fixture(scope="session")
def gateway() -> Iterator[Gateway]:
    """A gateway that many tests use at once: each makes clients of its own and sees only what is theirs."""
    with own_folder() as folder:
        gateway = Gateway(folder, channels=CHANNELS, settings=UNHURRIED)
        try:
            yield gateway.start()
        finally:
            gateway.clean_up()


@pytest.fixture
def new_gateway() -> Iterator[Callable[..., Gateway]]:
    """Makes gateways that belong to the test alone; they are not started yet."""
    made: list[Gateway] = []
    with own_folder() as folder:

        def make(name: str = "", **options: object) -> Gateway:
            options["settings"] = UNHURRIED | options.get("settings", {})
            made.append(Gateway(folder / (name or f"gateway-{len(made)}"), **options))
            return made[-1]

        try:
            yield make
        finally:
            # The newest first: it may use the database of an older one.
            for gateway in reversed(made):
                gateway.clean_up()


@pytest.fixture
def host() -> Iterator[ConnectorHost]:
    """Another host, for connectors."""
    with own_folder() as folder:
        host = ConnectorHost(folder)
        try:
            yield host.start()
        finally:
            host.clean_up()


@pytest.fixture
def api(gateway: Gateway) -> API:
    """A client of the shared gateway with every scope, made for this test."""
    return gateway.api()


@pytest.fixture
def other_api(gateway: Gateway) -> API:
    """Another client, who must see nothing of the first one's."""
    return gateway.api()


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Random numbers that depend on the seed and the test's name alone."""
    return random.Random(f"{SEED}:{request.node.nodeid}")
