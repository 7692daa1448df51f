#!/usr/bin/env bash
# Writes the list of the files that `chat4all plugin new` copies into projects. The compiler takes their contents from
# where they lie (#embed), so that only a file that comes or goes changes the list.
#
#   scripts/project-files.sh [--check]    with --check, changes nothing and fails where the list is out of date

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

list=Sources/CProjectFiles/project_files.c

# tree PREFIX FOLDER: a line for each file that git knows, or would: where it goes in projects, and where it lies.
tree() {
  git ls-files --cached --others --exclude-standard -- "$2" | while IFS= read -r file; do
    [ ! -e "$file" ] || printf '%s\t%s\n' "$1${file#"$2"}" "$file"
  done
}

pairs() {
  tree common plugins/templates/common
  tree c plugins/templates/c
  tree c/vendor/chat4all plugins/c/chat4all
  tree c/vendor/chat4all Sources/CConnectorABI/include/chat4all
  tree rust plugins/templates/rust
  tree rust/vendor/chat4all-connector/src plugins/rust/chat4all-connector/src
  tree rust/vendor/chat4all-connector/Cargo.toml plugins/rust/chat4all-connector/Cargo.toml
  tree swift plugins/templates/swift
  tree swift/vendor/chat4all plugins/templates/sdk
  tree swift/vendor/chat4all/Sources/CConnectorABI Sources/CConnectorABI
  tree swift/vendor/chat4all/Sources/JSON Sources/JSON
  tree swift/vendor/chat4all/Sources/ConnectorSDK plugins/ConnectorSDK
  tree swift/vendor/chat4all/Sources/ConnectorTesting plugins/ConnectorTesting
}

write() {
  local sorted number=0 goes lies
  sorted=$(pairs | LC_ALL=C sort)
  printf '%s\n' '// Made by `make generate` from the names of the files; edit those.' '' '#include "project_files.h"' ''
  while IFS=$'\t' read -r goes lies; do
    printf 'static const unsigned char file_%d[] = {\n#embed "../../%s"\n};\n' "$number" "$lies"
    number=$((number + 1))
  done <<<"$sorted"
  number=0
  printf '\nstatic const project_file files[] = {\n'
  while IFS=$'\t' read -r goes lies; do
    printf '    {"%s", file_%d, sizeof file_%d},\n' "$goes" "$number" "$number"
    number=$((number + 1))
  done <<<"$sorted"
  printf '%s\n' '};' '' 'const project_file *project_file_at(size_t number) {' \
    '  return number < sizeof files / sizeof *files ? &files[number] : NULL;' '}'
}

if [ "${1:-}" = --check ]; then
  cmp -s <(write) "$list" || die "$list does not name the files that projects are made of: run make generate"
else
  write >"$list"
  say "written: $list"
fi
