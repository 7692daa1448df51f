"""How much a connector's process may do, as the operator says. What each protection refuses is tested in ConfinementTests."""

import os
import shutil

import pytest

from harness.gateway import Gateway
from harness.places import build_folder

HOSTILE = "channels:\n  - {name: hostile, plugin: hostile}\n"

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root's gateway lacks something on every kernel, and may change users")


def outcome(gateway: Gateway, deed: str) -> str:
    """What the connector says became of a deed: `done`, or `refused-ERROR`."""
    api = gateway.api()
    api.identity("victim", "hostile")
    message_id = api.send(api.conversation("ana", "victim"), "ana", f"!{deed}", channels=["hostile"])
    [delivery] = api.message_with(message_id, "sent")["deliveries"]
    return delivery["external_message_id"].rpartition("-")[0]


def test_by_default_a_process_is_confined_as_far_as_the_kernel_lets_it(new_gateway):
    gateway: Gateway = new_gateway(channels=HOSTILE).start()
    assert outcome(gateway, "fork") == "refused-EPERM"
    assert outcome(gateway, "listen") == "refused-EPERM"
    log = gateway.log.read_text(errors="replace")
    # Part of it holds for single threads: there must be no other one when it is applied.
    assert "the process has other threads" not in log
    assert ("name a user for connectors" in log) == (os.getuid() == 0)


def test_it_can_be_switched_off(new_gateway):
    gateway: Gateway = new_gateway(channels=HOSTILE, settings={"CHAT4ALL_CONNECTOR_CONFINEMENT": "off"}).start()
    assert outcome(gateway, "read-file /etc/passwd") == "done"
    assert outcome(gateway, "listen") == "done"


@needs_root
def test_nothing_runs_where_required_confinement_lacks_something(new_gateway):
    gateway: Gateway = new_gateway(channels=HOSTILE, settings={"CHAT4ALL_CONNECTOR_CONFINEMENT": "required"})
    gateway.start(ready=False)
    assert gateway.process.wait(timeout=30) != 0
    assert "confinement is required, but lacks threads" in gateway.log.read_text(errors="replace")


@needs_root
def test_connectors_of_a_user_of_their_own_are_wholly_confined(new_gateway):
    settings = {"CHAT4ALL_CONNECTOR_CONFINEMENT": "required", "CHAT4ALL_CONNECTOR_USER": "nobody"}
    gateway: Gateway = new_gateway(settings=settings)
    # Where that user can read it.
    plugin = gateway.folder / "libchat4all-hostile.so"
    shutil.copy(build_folder() / plugin.name, plugin)
    gateway.channels_file.write_text(f"channels:\n  - {{name: hostile, plugin: {plugin}}}\n")
    gateway.start()
    assert outcome(gateway, "start-threads 500") == "refused-EAGAIN"
    assert outcome(gateway, "connect 9") == "refused-EPERM"
    assert "not confined as far" not in gateway.log.read_text(errors="replace")
