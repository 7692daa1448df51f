"""Gateways side by side on one machine, and in places with awkward names."""

from harness.gateway import Gateway


def run_one_message(gateway: Gateway) -> None:
    api = gateway.api()
    api.identity("rui")
    api.message_with(api.send(api.conversation("ana", "rui"), "ana"), "read")


def test_two_gateways_keep_apart(new_gateway):
    gateways = [new_gateway().start(), new_gateway().start()]
    assert gateways[0].address != gateways[1].address
    for gateway in gateways:
        run_one_message(gateway)
    client = gateways[0].new_client()
    assert client["client_id"] in gateways[0].cli("client", "list").stdout
    assert client["client_id"] not in gateways[1].cli("client", "list").stdout


def test_works_in_a_path_with_spaces(new_gateway):
    run_one_message(new_gateway("a path with spaces/and 'quotes'").start())


def test_works_in_a_path_too_long_for_a_socket(new_gateway):
    run_one_message(new_gateway("long/" + "/".join(["x" * 40] * 4)).start())


def test_a_data_directory_serves_one_gateway(new_gateway):
    gateway = new_gateway().start()
    answer = gateway.cli(
        "serve", "--port", "0", "--channels", str(gateway.channels_file), "--plugins", str(gateway.binaries), timeout=30
    )
    assert answer.returncode != 0
    assert str(gateway.data) in answer.stderr + answer.stdout
    run_one_message(gateway)
