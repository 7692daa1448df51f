#!/usr/bin/env bash
# Writes again what is generated from the code: docs/openapi.json, as a gateway serves it.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

swift build --product chat4all
bin=$(swift build --show-bin-path)
folder=$(mktemp -d)
chmod 755 "$folder"
gateway_pid=''

clean_up() {
  if [ -n "$gateway_pid" ] && kill -TERM "$gateway_pid" 2>/dev/null; then wait "$gateway_pid" || true; fi
  rm -rf "$folder"
}
trap clean_up EXIT

printf 'channels: []\n' >"$folder/channels.yaml"
"$bin/chat4all" serve --port 0 --data-dir "$folder/data" --channels "$folder/channels.yaml" 2>"$folder/log" &
gateway_pid=$!
tries=300
until [ -s "$folder/data/address" ] &&
  curl --silent --fail --output "$folder/openapi.json" "$(<"$folder/data/address")/openapi.json"; do
  if ! kill -0 "$gateway_pid" 2>/dev/null || [ $((tries -= 1)) -eq 0 ]; then
    cat "$folder/log" >&2
    die 'the gateway did not start'
  fi
  sleep 0.1
done
mkdir -p docs
"$venv/bin/python" -m json.tool --no-ensure-ascii "$folder/openapi.json" docs/openapi.json
say 'written: docs/openapi.json'
