#!/usr/bin/env bash
# How the libraries here were built, from the header as it was when C4A_ABI was 1. They are not to be built again: that
# they are old is what they are kept for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
flags=(-std=c11 -O2 -fPIC -shared -fvisibility=hidden -s -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,defs -I include)
gcc "${flags[@]}" -o libchat4all-echo-abi-1.so echo.c webhook.c
gcc "${flags[@]}" -o libchat4all-relay-abi-1.so relay.c
