#!/usr/bin/env bash
# Python for the integration tests and the bench: lives in the build folder, never in the system. With nothing to do, the
# network is left alone.
#
#   scripts/python.sh             makes .build/venv
#   scripts/python.sh --possible  only says by its exit code whether there is an interpreter that can

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The distribution's own interpreter comes first: one from a version switcher may lack what venv needs.
interpreter() {
  local candidate
  for candidate in /usr/bin/python3 python3; do
    if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      say "$candidate"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local requirements=Tests/Integration/requirements.txt stamp python
  stamp=$(sha256sum "$requirements" | cut -d ' ' -f 1)
  [ "$(cat "$venv/.requirements" 2>/dev/null)" != "$stamp" ] || return 0
  python=$(interpreter) || die 'there is no Python 3.11 or newer with venv'
  say "Installing Python packages into .build/venv ($requirements)"
  "$python" -m venv --clear "$venv"
  # Not bin/pip: its first line would hold this folder's path, which may have a space. Most of what is installed is never
  # imported, so none of it is compiled ahead.
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --requirement "$requirements"
  say "$stamp" >"$venv/.requirements"
}

if [ "${1:-}" = --possible ]; then
  interpreter >/dev/null
  exit
fi
mkdir -p .build
(
  flock 9
  make_venv
) 9>.build/venv.lock
