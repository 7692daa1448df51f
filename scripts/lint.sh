#!/usr/bin/env bash
# Checks how the sources are written; with --fix, formats the Swift ones first.
#
#   scripts/lint.sh [--fix]

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

swift_sources=(Package.swift Sources Tests plugins migrations sandbox)

[ "${1:-}" != --fix ] || swift format format --in-place --parallel --recursive "${swift_sources[@]}"

failed=0
swift format lint --strict --parallel --recursive "${swift_sources[@]}" || failed=1

bash scripts/generate.sh --check || failed=1

# The connectors' C is strict; the Swift targets are made so by Package.swift.
while IFS= read -r -d '' file; do
  clang -std=gnu11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I Sources/CConnectorABI/include \
    -I plugins/c "$file" || failed=1
done < <(find plugins -name '*.c' -print0)

while IFS= read -r -d '' file; do
  bash -n "$file" || failed=1
done < <(find scripts .ci -type f -print0)

if [ -x "$venv/bin/python" ]; then
  "$venv/bin/python" -m compileall -q Tests/Integration bench || failed=1
fi

[ "$failed" -eq 0 ] || die 'lint found something (make format mends what is format alone)'
say 'lint: nothing to say'
