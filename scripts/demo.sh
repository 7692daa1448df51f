#!/usr/bin/env bash
# Builds the gateway, starts one with a data directory and a private PostgreSQL of its own, sends a message through a
# connector and shows what became of it; then prints the same as curl lines and stays up until Ctrl-C.
#
# CHAT4ALL_DATA_DIR names the data directory (default: ./data, or ./data-2, ... while another gateway runs there);
# CHAT4ALL_PORT the port (default: any that is free). CHAT4ALL_DEMO_ONCE=1 stops after the demonstration.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

gateway_pid=''
log=''

stop_gateway() {
  trap - EXIT INT TERM
  if [ -n "$gateway_pid" ] && kill -TERM "$gateway_pid" 2>/dev/null; then
    say ''
    say 'Stopping ...'
    wait "$gateway_pid" 2>/dev/null || say "The gateway did not stop cleanly; its log is $log"
  fi
}

fail() {
  say ''
  [ -z "$log" ] || tail -n 15 "$log" >&2 || true
  die "$1"
}

# Takes the first data directory that no other `make run` holds, and keeps hold of it through file descriptor 9.
take_data_dir() {
  local base=$project/data number=1
  if [ -n "${CHAT4ALL_DATA_DIR:-}" ]; then
    mkdir -p "$CHAT4ALL_DATA_DIR"
    data=$(cd "$CHAT4ALL_DATA_DIR" && pwd -P)
    ! serving "$data" || fail "a gateway runs in $data already"
    return
  fi
  # PostgreSQL runs as user postgres when we are root, who may be kept out of the folder that the clone is in.
  reachable_for_postgres "$project" || base=/var/tmp/chat4all-$(basename "$project")
  while :; do
    data=$base
    [ "$number" -eq 1 ] || data=$base-$number
    mkdir -p "$data"
    exec 9>"$data/.make-run"
    if flock --nonblock 9 && ! serving "$data"; then return; fi
    number=$((number + 1))
  done
}

# Whether a gateway answers that was started there in some other way.
serving() {
  [ -s "$1/address" ] && curl --silent --fail --max-time 2 --output /dev/null "$(<"$1/address")/healthz"
}

start_gateway() {
  log=$data/gateway.log
  rm -f "$data/address"
  # In a session of its own, so that Ctrl-C reaches this script alone and the gateway is stopped in order.
  setsid "$bin/chat4all" serve --host 127.0.0.1 --port "${CHAT4ALL_PORT:-0}" --data-dir "$data" \
    --channels channels.yaml --plugins "$bin" >"$log" 2>&1 9>&- &
  gateway_pid=$!
  local tries=600
  until [ -s "$data/address" ] && curl --silent --fail --max-time 2 --output /dev/null "$(<"$data/address")/readyz"; do
    kill -0 "$gateway_pid" 2>/dev/null || fail "the gateway ended while it started; its log is $log"
    [ $((tries -= 1)) -gt 0 ] || fail "the gateway was not ready within a minute; its log is $log"
    sleep 0.1
  done
  address=$(<"$data/address")
}

# call METHOD PATH [JSON]: the answer's body; fails with it when the status is not 2xx.
call() {
  local answer
  answer=$(curl --silent --show-error --fail-with-body --max-time 20 --request "$1" "$address$2" \
    --header "Authorization: Bearer ${token:-}" ${3:+--header 'Content-Type: application/json' --data "$3"}) ||
    fail "$1 $2: $answer"
  printf '%s' "$answer"
}

# field NAME: the first string of that name in the JSON on standard input.
field() { sed -nE "s/.*\"$1\" ?: ?\"([^\"]*)\".*/\1/p" | head -n 1; }

# The entries of status_history, one a line: when, what, over which channel.
history_lines() {
  grep -oE '"status_history":\[[^]]*\]' | sed 's/},{/}\n{/g' |
    sed -nE 's/.*"status":"([a-z]+)","timestamp":"([^"]+)","channel":"([^"]*)".*/  \2  \1  (\3)/p'
}

headline 'Building (release; the first time takes some minutes)'
swift build -c release
bin=$(swift build -c release --show-bin-path)

trap stop_gateway EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

take_data_dir
headline 'A gateway on a PostgreSQL of its own'
start_gateway
say "  address   $address"
say "  data      $data"
say "  log       $log"

headline 'An API client, and a token for it'
client=$("$bin/chat4all" client create --data-dir "$data" --name "demo-$(date +%s)-$$" --scope messages:write --scope messages:read \
  --scope admin --json) || fail 'no client could be made'
client_id=$(field client_id <<<"$client")
client_secret=$(field client_secret <<<"$client")
token=$(call POST /auth/token "{\"client_id\":\"$client_id\",\"client_secret\":\"$client_secret\"}" | field access_token)
say "  client_id $client_id"

headline 'Two people, one of them on the channel "echo"'
call PUT /v1/users/ana '{"display_name":"Ana"}' >/dev/null
call PUT /v1/users/rui '{"display_name":"Rui"}' >/dev/null
# An address belongs to one user only, so each run takes its own.
call PUT /v1/users/rui/identities/echo "{\"address\":\"rui-$client_id\",\"verified\":true}" >/dev/null
conversation=$(call POST /v1/conversations '{"type":"private","members":["ana","rui"]}' | field conversation_id)
say "  ana and rui talk in conversation $conversation"

headline 'A message from Ana to Rui, out through the connector libchat4all-echo.so'
message=$(call POST /v1/messages "{\"conversation_id\":\"$conversation\",\"from\":\"ana\",\"channels\":[\"echo\"],\
\"payload\":{\"type\":\"text\",\"text\":\"Olá, Rui!\"}}" | field message_id)
say "  202 accepted: message $message"
say '  its status history:'
tries=200
until status=$(call GET "/v1/messages/$message") && [[ $status == *'"status":"read"'* ]]; do
  [ $((tries -= 1)) -gt 0 ] || fail "the message was not read within 20 seconds: $status"
  sleep 0.1
done
history_lines <<<"$status"

headline 'The same by hand (in another terminal)'
cat <<LINES
  TOKEN=\$(curl -s $address/auth/token -H 'Content-Type: application/json' \\
    -d '{"client_id":"$client_id","client_secret":"$client_secret"}' | sed -E 's/.*"access_token":"([^"]*)".*/\1/')
  curl -sw '\n' $address/v1/messages -H "Authorization: Bearer \$TOKEN" -H 'Content-Type: application/json' \\
    -d '{"message_id":"my-first","conversation_id":"$conversation","from":"ana","channels":["echo"],"payload":{"type":"text","text":"Tudo bem?"}}'
  curl -sw '\n' $address/v1/messages/my-first -H "Authorization: Bearer \$TOKEN"
  curl -sw '\n' "$address/v1/conversations/$conversation/messages?limit=10" -H "Authorization: Bearer \$TOKEN"
  curl -sw '\n' $address/openapi.json
LINES

if [ -n "${CHAT4ALL_DEMO_ONCE:-}" ]; then exit 0; fi
say ''
say "${dim}The gateway stays up until Ctrl-C.${plain}"
trap 'exit 0' INT TERM
wait "$gateway_pid" || fail "the gateway ended by itself; its log is $log"
