#!/usr/bin/env bash
# Builds for release and runs the bench; arguments go to it (--help lists them).

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bash scripts/python.sh
say 'Building for release ...'
swift build "${release[@]}"
PYTHONPATH="$project/Tests/Integration:$project" exec "$venv/bin/python" -m bench "$@"
