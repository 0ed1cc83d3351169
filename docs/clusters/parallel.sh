#!/usr/bin/env bash
# deltascope on several machines by GNU parallel and ssh: each computes shares of the layers, then this one writes the site.
#
#   SSHLOGIN=:,node1,node2 docs/clusters/parallel.sh N --base ... --instruct ... --vectors ... --records DIR --out SITE
#
# N is the number of shares, at least as many as machines; `:` is this machine and the default. All see the same folders by the
# same names: deltascope's own, the inputs and DIR. Each machine computes one share at a time (JOBS=2 for two).
# What is there already is not computed again: after a failure type the same line once more.
set -euo pipefail

usage() {
  echo "parallel.sh: $1; expected parallel.sh N --records DIR [options of report], N from 1" >&2
  exit 2
}
[[ ${1:-} =~ ^[1-9][0-9]*$ ]] || usage "cannot use ${1:-nothing} as the number of shares"
parts=$1
shift
[[ " $* " == *" --records"[=\ ]* ]] || usage "no --records DIR that every share writes to"
command -v parallel >/dev/null || usage "GNU parallel is not installed"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
deno=(deno)
command -v deno >/dev/null || deno=(npx -y deno@2.9.6)
report=("${deno[@]}" task --quiet --config "$here/../../deno.json" report "$@")

seq "$parts" | parallel --sshlogin "${SSHLOGIN:-:}" --jobs "${JOBS:-1}" --workdir . --line-buffer --quote \
  "${report[@]}" --part "{}/$parts"
exec "${report[@]}"
