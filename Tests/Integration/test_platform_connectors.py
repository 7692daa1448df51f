"""The connectors that ship as libraries written in Swift: what they show, what they need, and how they refuse settings."""

import subprocess

import pytest
from harness.places import build_folder

PLATFORMS = ["telegram", "whatsapp", "messenger", "instagram"]


def library(name: str) -> str:
    return str(build_folder() / f"libchat4all-{name}.so")


@pytest.mark.parametrize("name", PLATFORMS)
def test_exports_its_entry_and_nothing_else(name):
    output = subprocess.run(["nm", "-D", "--extern-only", "--defined-only", "--format=posix", library(name)], capture_output=True, text=True)
    assert [line.split()[0] for line in output.stdout.splitlines()] == ["chat4all_plugin_v1"]


@pytest.mark.parametrize("name", PLATFORMS)
def test_does_without_the_whole_of_foundation(name):
    output = subprocess.run(["readelf", "-d", library(name)], capture_output=True, text=True).stdout
    needed = {line.split("[")[1].rstrip("]") for line in output.splitlines() if "(NEEDED)" in line}
    assert not needed & {"libFoundation.so", "libFoundationNetworking.so", "libFoundationInternationalization.so"}


@pytest.mark.parametrize(
    ("channels", "hint"),
    [
        ("  - name: bot\n    plugin: telegram\n", "the setting 'bot_token' is missing"),
        ("  - name: bot\n    plugin: telegram\n    settings: {bot_token: hello}\n", "'bot_token' has to look like"),
        ("  - name: shop\n    plugin: whatsapp\n    settings: {access_token: x}\n", "'phone_number_id' is missing"),
        (
            "  - name: shop\n    plugin: whatsapp\n    settings: {access_token: x, phone_number_id: '1', api_version: '25'}\n",
            "'api_version' has to look like v25.0",
        ),
        ("  - name: page\n    plugin: messenger\n    settings: {page_access_token: x}\n", "'page_id' is missing"),
        (
            "  - name: page\n    plugin: messenger\n    settings: {page_access_token: x, page_id: '1', tag: ACCOUNT_UPDATE}\n",
            "'tag' has to be none or HUMAN_AGENT",
        ),
        ("  - name: shop\n    plugin: instagram\n    settings: {access_token: x, account_id: me}\n", "'account_id' has to be digits"),
        (
            "  - name: bot\n    plugin: telegram\n    settings: {bot_token: '1:a', secret: x}\n",
            "unknown setting 'secret'; this connector takes bot_token, secret_token, api_base_url",
        ),
    ],
)
def test_says_which_setting_is_wrong(new_gateway, channels, hint):
    gateway = new_gateway(channels="channels:\n" + channels).start(ready=False)
    assert gateway.process.wait(timeout=30) != 0
    # Quotes are escaped where the log writes lines of JSON.
    assert hint in gateway.log.read_text().replace("\\u0027", "'")
