# Sourced by the other scripts: where the project is, how to speak, how to become root.
# shellcheck shell=bash

set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$project"

venv="$project/.build/venv"

# How what is meant for use is built: modules may inline one another's code, which saves about a seventh of the CPU, and
# exclusive access is not checked at run time, which debug builds do in all tests.
release=(-c release -Xswiftc -cross-module-optimization -Xswiftc -enforce-exclusivity=unchecked)

# Toolchains are often unpacked to /opt/swift without being on everyone's PATH.
if ! command -v swift >/dev/null && [ -x /opt/swift/usr/bin/swift ]; then
  PATH="/opt/swift/usr/bin:$PATH"
fi

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi

say() { printf '%s\n' "$*"; }
headline() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "'$*' needs root, and there is no sudo"
  fi
}

# Whether user postgres can reach a folder: only asked when root, because PostgreSQL refuses to run as root.
reachable_for_postgres() {
  [ "$(id -u)" -ne 0 ] || setpriv --reuid=postgres --regid=postgres --init-groups test -x "$1" 2>/dev/null
}
