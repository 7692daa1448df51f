#!/usr/bin/env bash
# Everything that has to hold before a change lands, stage by stage, with the time that each took.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The seed of everything random in the integration tests: the same number, the same run. CHAT4ALL_TEST_SEED=$RANDOM explores.
export CHAT4ALL_TEST_SEED=${CHAT4ALL_TEST_SEED:-1}

summary=''
failures=0

stage() {
  local name=$1 started=$SECONDS result=ok
  shift
  headline "$name"
  "$@" || {
    result=FAILED
    failures=$((failures + 1))
  }
  summary+=$(printf '  %-12s %-7s %4d s' "$name" "$result" $((SECONDS - started)))$'\n'
  [ "$result" = ok ]
}

# What is thrown away after the run needs nothing for debuggers, which takes a part of the time.
lean=()
[ -z "${CI:-}" ] || lean=(-Xswiftc -gnone -Xcc -g0 -Xcxx -g0)

build() { swift build --build-tests --explicit-target-dependency-import-check error "${lean[@]}"; }
unit() { bash scripts/unit.sh; }
integration() {
  # In the order that conftest.py gives the files.
  "$venv/bin/python" -m pytest Tests/Integration -m 'not bad_day' -n 2 --dist loadfile --no-loadscope-reorder
}
bad_days() {
  # Two at once: they mostly wait. Those that count what a busy machine makes more of are alone.
  "$venv/bin/python" -m pytest Tests/Integration -m 'bad_day and not alone' -n 2 || return
  "$venv/bin/python" -m pytest Tests/Integration -m 'bad_day and alone'
}

stage lint bash scripts/lint.sh || true
if stage build build; then
  stage unit unit || true
  stage integration integration || true
  stage 'bad days' bad_days || true
fi

headline "Summary (CHAT4ALL_TEST_SEED=$CHAT4ALL_TEST_SEED)"
printf '%s' "$summary"
[ "$failures" -eq 0 ] || die "$failures of the stages above failed"
