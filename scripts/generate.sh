#!/usr/bin/env bash
# Writes again what is made from other files: the OpenAPI document, as a string in the executable; the table of operations in
# docs/channels.md, from the connectors that were built; and the list of the files of which `chat4all plugin new` makes projects.
#
#   scripts/generate.sh [--check]    with --check, changes nothing and fails where something is out of date

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

document=docs/openapi.json
embedded=Sources/RestAPI/OpenAPI/OpenAPIDocument.swift

embed() {
  printf '%s\n' \
    "// Made from $document by \`make generate\`; edit that file." \
    '// swift-format-ignore-file' \
    '' \
    '/// The OpenAPI document, as it is served.' \
    'let openAPIDocument = #"""'
  cat "$document"
  printf '\n"""#\n'
}

! grep -qF -e '"""#' -e '\#(' "$document" || die "$document holds what would end or change a raw string in Swift"

# The table comes from what was built; a test holds docs/channels.md against it, so that --check needs no build.
channels=docs/channels.md

write_table() {
  local executable made
  executable=$(ls -t .build/debug/chat4all .build/release/chat4all 2>/dev/null | head -n 1)
  if [ -z "$executable" ]; then
    say "$channels: left as it is, for want of a build"
    return
  fi
  made=$(
    sed '/^<!-- made by `make generate`/q' "$channels"
    echo
    "$executable" operations
    echo
    sed -n '/^<!-- end of what is made -->/,$p' "$channels"
  )
  printf '%s\n' "$made" >"$channels"
  say "written: $channels"
}

if [ "${1:-}" = --check ]; then
  cmp -s <(embed) "$embedded" || die "$embedded is not made from $document as it is now: run make generate"
else
  embed >"$embedded"
  say "written: $embedded"
  write_table
fi

bash scripts/project-files.sh "$@"
