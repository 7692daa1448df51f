#!/usr/bin/env bash
# Writes again what is made from other files: the OpenAPI document, as a string in the executable, and the list of the
# files of which `chat4all plugin new` makes projects.
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

if [ "${1:-}" = --check ]; then
  cmp -s <(embed) "$embedded" || die "$embedded is not made from $document as it is now: run make generate"
else
  embed >"$embedded"
  say "written: $embedded"
fi

bash scripts/project-files.sh "$@"
