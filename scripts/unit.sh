#!/usr/bin/env bash
# Runs each target's tests in a process of their own: what one target does to the machine (hung threads, stopped
# servers, full disks) then cannot disturb the time limits of another.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The executable itself, because `swift test` looks through all packages again before each target.
tests=$(swift build --show-bin-path)/chat4allPackageTests.xctest

failed=()
for folder in Tests/*Tests; do
  target=${folder#Tests/}
  say "$target"
  "$tests" --testing-library swift-testing --parallel --quiet --filter "^$target\\." || failed+=("$target")
done
[ "${#failed[@]}" -eq 0 ] || die "failed: ${failed[*]}"
