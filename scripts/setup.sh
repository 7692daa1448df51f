#!/usr/bin/env bash
# Installs what is missing for `make run`, `make test` or `make bench`, and says what that is.
# With nothing missing it touches neither the network nor the package manager.
#
#   scripts/setup.sh run|test|bench

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

purpose=${1:-run}
needed_swift=6.3

# Each line: a Debian package, and the command that succeeds when what we want of it is there.
wanted_by_build='pkg-config            | pkg-config --version
libpq-dev             | pkg-config --exists libpq
libssl-dev            | pkg-config --exists libssl
libcurl4-openssl-dev  | pkg-config --exists libcurl
libyaml-dev           | pkg-config --exists yaml-0.1
libcmark-dev          | pkg-config --exists libcmark
postgresql            | has_postgres_server
curl                  | curl --version'
wanted_by_python='python3-venv          | has_python_with_venv
openssl               | openssl version'
wanted_by_bench='wrk                   | command -v wrk'

has_postgres_server() { compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }

has_python_with_venv() { bash scripts/python.sh --possible; }

check_swift() {
  command -v swift >/dev/null ||
    die "Swift $needed_swift or newer is needed, and there is no 'swift' on PATH. It does not come through apt: https://www.swift.org/install/"
  local version
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  [ "$(printf '%s\n%s\n' "$needed_swift" "$version" | sort -V | head -n 1)" = "$needed_swift" ] ||
    die "Swift $needed_swift or newer is needed; this is ${version:-of an unknown version}: $(command -v swift)"
}

missing_packages() {
  local package probe
  while IFS='|' read -r package probe; do
    $probe >/dev/null 2>&1 || printf '%s\n' "${package// /}"
  done <<<"$1"
}

install_packages() {
  command -v apt-get >/dev/null || die "these are missing, and this system has no apt-get to install them: $*"
  say "Installing through apt: $*"
  if [[ " $* " == *' postgresql '* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    # Debian's package would start a server of its own; the gateway wants only the programs.
    as_root mkdir -p /etc/postgresql-common
    say 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  # One at a time: two clones may be set up at once, and apt's package lists know no waiting.
  as_root flock /run/lock/chat4all-setup.lock env DEBIAN_FRONTEND=noninteractive bash -euc '
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=600 "$@"
  ' setup "$@" >"$project/.build/apt.log" 2>&1 || {
    tail -n 20 "$project/.build/apt.log" >&2
    die "apt could not install: $*"
  }
}

mkdir -p .build
wanted=$wanted_by_build
case $purpose in
  run) ;;
  test) wanted+=$'\n'$wanted_by_python ;;
  bench) wanted+=$'\n'$wanted_by_python$'\n'$wanted_by_bench ;;
  *) die "unknown purpose '$purpose': run, test or bench" ;;
esac

check_swift
mapfile -t missing < <(missing_packages "$wanted")
if [ "${#missing[@]}" -gt 0 ]; then
  install_packages "${missing[@]}"
  mapfile -t missing < <(missing_packages "$wanted")
  [ "${#missing[@]}" -eq 0 ] || die "still missing after apt: ${missing[*]}"
fi
