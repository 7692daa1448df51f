#!/usr/bin/env bash
# Builds the gateway, starts one with a data directory and a private PostgreSQL of its own, beside the sandbox, which
# stands in for WhatsApp and Telegram and for a developer's server. Ana writes to Bruno over WhatsApp, Bruno answers over
# Telegram, and each step arrives at the developer's server as a signed webhook. Then it stays up until Ctrl-C.
#
# CHAT4ALL_DATA_DIR names the data directory (default: ./data, or ./data-2, ... while another gateway runs there);
# CHAT4ALL_PORT the port (default: any that is free). CHAT4ALL_DEMO_ONCE=1 stops after the demonstration.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

gateway_pid=''
sandbox_pid=''
log=''

stop_all() {
  trap - EXIT INT TERM
  [ -z "$gateway_pid$sandbox_pid" ] || say $'\nStopping ...'
  # The gateway first, so that what it still has to send finds the sandbox there.
  if [ -n "$gateway_pid" ] && kill -TERM "$gateway_pid" 2>/dev/null; then
    wait "$gateway_pid" 2>/dev/null || say "The gateway did not stop cleanly; its log is $log"
  fi
  if [ -n "$sandbox_pid" ] && kill -TERM "$sandbox_pid" 2>/dev/null; then wait "$sandbox_pid" 2>/dev/null || true; fi
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

# until_ready SECONDS COMMAND...: until the command succeeds; fails when the time is up.
until_ready() {
  local tries=$(($1 * 10))
  shift
  until "$@"; do
    [ $((tries -= 1)) -gt 0 ] || return 1
    sleep 0.1
  done
}

start_sandbox() {
  log=$data/sandbox.log
  rm -f "$data/sandbox.address"
  # A seed of its own for each run: what an earlier one has said is no repetition of what this one says.
  setsid "$bin/sandbox" serve --port 0 --address-file "$data/sandbox.address" --read-after 400 --seed "$(date +%s)" \
    >"$log" 2>&1 9>&- &
  sandbox_pid=$!
  until_ready 20 test -s "$data/sandbox.address" || fail "the sandbox did not start; its log is $log"
  sandbox=$(<"$data/sandbox.address")
}

is_ready() {
  kill -0 "$gateway_pid" 2>/dev/null || fail "the gateway ended while it started; its log is $log"
  [ -s "$data/address" ] && curl --silent --fail --max-time 2 --output /dev/null "$(<"$data/address")/readyz"
}

start_gateway() {
  log=$data/gateway.log
  rm -f "$data/address"
  # In a session of its own, so that Ctrl-C reaches this script alone and the gateway is stopped in order. The sandbox
  # is on this machine, where a gateway that calls out to the world's addresses has no business otherwise.
  CHAT4ALL_SANDBOX_ADDRESS=$sandbox CHAT4ALL_CONNECTOR_ALLOW_PRIVATE=127.0.0.0/8 CHAT4ALL_WEBHOOK_ALLOW_PRIVATE=127.0.0.0/8 \
    setsid "$bin/chat4all" serve --host 127.0.0.1 --port "${CHAT4ALL_PORT:-0}" --data-dir "$data" \
    --channels sandbox/channels.yaml --plugins "$bin" >"$log" 2>&1 9>&- &
  gateway_pid=$!
  until_ready 60 is_ready || fail "the gateway was not ready within a minute; its log is $log"
  address=$(<"$data/address")
}

# as_person COMMAND...: the sandbox's command line, for the sandbox that runs here.
as_person() { "$bin/sandbox" "$@" --address-file "$data/sandbox.address"; }

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

# make_client: the API client to which sandbox/channels.yaml says that unknown people belong; made once for a data directory.
make_client() {
  if [ ! -s "$data/demo-client.json" ]; then
    (umask 077 && "$bin/chat4all" client create --data-dir "$data" --name demo --scope messages:write \
      --scope messages:read --scope webhooks --scope admin --json >"$data/demo-client.json.new") ||
      fail 'no client could be made'
    mv "$data/demo-client.json.new" "$data/demo-client.json"
  fi
  client_id=$(field client_id <"$data/demo-client.json")
  client_secret=$(field client_secret <"$data/demo-client.json")
  token=$(call POST /auth/token "{\"client_id\":\"$client_id\",\"client_secret\":\"$client_secret\"}" | field access_token)
}

# make_webhook: an endpoint at the sandbox's receiver, in place of the one that an earlier run has left.
make_webhook() {
  local old answer
  for old in $(call GET '/v1/webhooks?limit=100' | grep -oE '"webhook_id":"[^"]*"' | cut -d '"' -f 4); do
    call DELETE "/v1/webhooks/$old" >/dev/null
  done
  answer=$(call POST /v1/webhooks "{\"url\":\"$sandbox/receiver/demo\",\"event_types\":[\"*\"]}")
  curl --silent --show-error --fail-with-body --max-time 20 --request PUT "$sandbox/control/receivers/demo" \
    --header 'Content-Type: application/json' --data "{\"secret\":\"$(field secret <<<"$answer")\"}" >/dev/null ||
    fail 'the sandbox took no receiver'
}

# What the sandbox has said since line $shown of its log.
show_news() {
  tail -n "+$((shown + 1))" "$data/sandbox.log" | sed 's/^/  /'
  shown=$(wc -l <"$data/sandbox.log")
}

# heard PATTERN: whether the sandbox has said it since then.
heard() { tail -n "+$((shown + 1))" "$data/sandbox.log" | grep -E "$1" >/dev/null; }

headline 'Building (release; the first time takes some minutes)'
for product in chat4all sandbox chat4all-{echo,telegram,whatsapp,messenger,instagram}; do
  swift build "${release[@]}" --product "$product"
done
bin=$(swift build "${release[@]}" --show-bin-path)

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

take_data_dir
headline 'The sandbox: WhatsApp, Telegram and a developer'"'"'s server, simulated'
start_sandbox
say "  address   $sandbox"
say '  people    ana on WhatsApp, bruno on Telegram'

headline 'A gateway on a PostgreSQL of its own'
start_gateway
say "  address   $address"
say "  data      $data"
say "  logs      $data/gateway.log, $data/sandbox.log"
as_person connect "$address" >/dev/null || fail 'the platforms could not be connected'

headline 'A developer: an API client with a webhook for every event'
make_client
make_webhook
say "  client_id $client_id"
say "  webhook   $sandbox/receiver/demo"

headline 'Bruno, whom the developer knows by his Telegram account'
bruno=$(curl --silent --max-time 5 "$sandbox/control/people/bruno" | field address)
call PUT /v1/users/bruno '{"display_name":"Bruno"}' >/dev/null
call PUT /v1/users/bruno/identities/telegram "{\"address\":\"$bruno\",\"verified\":true}" >/dev/null
say "  user bruno is $bruno on Telegram; Ana needs not be known"

headline 'Ana writes on WhatsApp, Bruno answers on Telegram, Ana reads; the developer hears of it'
shown=$(wc -l <"$data/sandbox.log")
as_person say --as ana 'Olá Bruno, a minha encomenda já saiu?' >/dev/null || fail 'Ana could not write'
until_ready 20 heard 'bruno \(Telegram\) gets' || fail 'the message did not reach Bruno within 20 seconds'
as_person say --as bruno 'Saiu hoje, Ana. Chega amanhã de manhã.' >/dev/null || fail 'Bruno could not write'
until_ready 20 heard 'message\.read' || fail 'the answer was not read within 20 seconds'
show_news
conversation=$(call GET '/v1/conversations?limit=1' | field conversation_id)

headline 'Try it (in another terminal)'
relative=.build/release
cat <<LINES
  Say something as Ana, and see it arrive:
    $relative/sandbox say --as ana 'Obrigada!' --url $sandbox
    $relative/sandbox inbox bruno --url $sandbox
  A token for the API, then the conversation, and a message of your own from Bruno to Ana:
    TOKEN=\$(curl -s $address/auth/token -H 'Content-Type: application/json' \\
      -d '{"client_id":"$client_id","client_secret":"$client_secret"}' | sed -E 's/.*"access_token":"([^"]*)".*/\1/')
    curl -sw '\n' "$address/v1/conversations/$conversation/messages" -H "Authorization: Bearer \$TOKEN"
    curl -sw '\n' $address/v1/messages -H "Authorization: Bearer \$TOKEN" -H 'Content-Type: application/json' \\
      -d '{"message_id":"my-first","conversation_id":"$conversation","from":"bruno","payload":{"type":"text","text":"Tudo bem?"}}'
    curl -sw '\n' $address/v1/messages/my-first -H "Authorization: Bearer \$TOKEN"
  A webhook of your own; the answer has the secret by which the receiver behind it verifies what it gets:
    curl -sw '\n' $address/v1/webhooks -H "Authorization: Bearer \$TOKEN" -H 'Content-Type: application/json' \\
      -d '{"url":"http://127.0.0.1:9191/","event_types":["message.*"]}'
    $relative/sandbox receive --port 9191 --secret whsec_...
  Every route: $address/openapi.json    Figures: $address/metrics
LINES

if [ -n "${CHAT4ALL_DEMO_ONCE:-}" ]; then exit 0; fi
say ''
say "${dim}Everything stays up until Ctrl-C; what people say and the developer hears is shown here.${plain}"
trap 'exit 0' INT TERM
while kill -0 "$gateway_pid" 2>/dev/null && kill -0 "$sandbox_pid" 2>/dev/null; do
  sleep 0.5
  show_news
done
fail "the gateway or the sandbox ended by itself; the logs are $data/gateway.log and $data/sandbox.log"
