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

# What CI throws away after the run is compiled once and debugged never. So whole modules at once, each by one process, where
# an incremental build looks at each module several times; nothing for debuggers, no index, and no proof of what the compiler has
# made.
lean=(
  -debug-info-format none -Xswiftc -gnone -Xcc -g0 -Xcxx -g0
  -Xswiftc -whole-module-optimization -Xswiftc -num-threads -Xswiftc 2 -Xswiftc -disable-batch-mode
  -Xswiftc -no-emit-module-separately-wmo -Xswiftc -Xfrontend -Xswiftc -disable-llvm-verify
  --disable-index-store -Xswiftc -use-ld=lld
)

# Five hundred files of BoringSSL, which our dependencies bring along twice, begin with the same headers. In CI they are read
# once, and kept in the form that the compiler reads fastest: a quarter of the build's CPU. What that form does not keep are
# the names that its symbols get, so each file is told those again. The flags have to be those of the package manager.
export BORINGSSL_HEADERS=$project/.build/headers BORINGSSL_CLANG

read_headers() {
  local source target made
  BORINGSSL_CLANG=$(dirname "$(readlink -f "$(command -v swift)")")/clang
  mkdir -p "$BORINGSSL_HEADERS"
  swift package resolve || return
  for source in swift-crypto/Sources/CCryptoBoringSSL swift-nio-ssl/Sources/CNIOBoringSSL; do
    target=${source##*/}
    source=$project/.build/checkouts/$source
    made=$BORINGSSL_HEADERS/$target
    [ ! -e "$made.pch" ] || continue
    sed -n "s/^#pragma redefine_extname \([^ ]*\) .*/#pragma redefine_extname \1 ${target}_\1/p" \
      "$source/include/$target"*_prefix_symbols.h >"$made.names.h"
    {
      printf '#include <%s>\n' algorithm array atomic functional iterator memory optional string_view tuple utility
      printf "#include <${target}_%s.h>\n" asn1 asn1t bio bn bytestring conf digest ec err evp mem obj rand rsa span x509
      printf '#include "crypto/internal.h"\n'
    } | "$BORINGSSL_CLANG" -x c++-header -std=c++17 -O0 -fPIC -fblocks -fno-omit-frame-pointer -fpch-instantiate-templates \
      -w -DSWIFT_PACKAGE=1 -DDEBUG=1 -D_GNU_SOURCE -D_POSIX_C_SOURCE=200112L -I "$source/include" -I "$source" \
      - -o "$made.pch" || return
  done
}

compile() { swift build --build-tests --explicit-target-dependency-import-check error "$@"; }

build() {
  if [ -n "${CI:-}" ]; then
    read_headers && CC=$project/scripts/boringssl-clang compile "${lean[@]}" && return
    say 'Not built. Once more as everybody builds, since these may be other headers, another compiler or package manager.'
    rm -rf "$BORINGSSL_HEADERS"
  fi
  compile
}
unit() { bash scripts/unit.sh; }
python() {
  local result=0
  wait "$python" || result=$?
  cat .build/python.log
  return "$result"
}
integration() {
  # In the order that conftest.py gives the files. Three at once keep two processors busy: each waits a third of its time.
  "$venv/bin/python" -m pytest Tests/Integration -m 'not bad_day' -n 3 --dist loadfile --no-loadscope-reorder
}
bad_days() {
  # They mostly wait. Those that count what a busy machine makes more of are alone.
  "$venv/bin/python" -m pytest Tests/Integration -m 'bad_day and not alone' -n 3 || return
  "$venv/bin/python" -m pytest Tests/Integration -m 'bad_day and alone'
}

stage lint bash scripts/lint.sh || true
# The network brings what the tests need of Python while the processors build.
bash scripts/python.sh >.build/python.log 2>&1 &
python=$!
if stage build build; then
  stage unit unit || true
  stage python python || true
  stage integration integration || true
  stage 'bad days' bad_days || true
else
  wait "$python" || true
fi

headline "Summary (CHAT4ALL_TEST_SEED=$CHAT4ALL_TEST_SEED)"
printf '%s' "$summary"
[ "$failures" -eq 0 ] || die "$failures of the stages above failed"
