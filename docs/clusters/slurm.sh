#!/usr/bin/env bash
# deltascope on Slurm: an array of jobs, each with its share of the layers, and a last job that writes the site when all have
# ended well.
#
#   docs/clusters/slurm.sh N --base ... --instruct ... --vectors ... --records DIR --out SITE [further options of report]
#
# N is the number of shares. DIR must lie on a file system that every node sees, as the inputs must. Relative paths are those of
# the folder in which this is typed. What Slurm is to give each job goes where sbatch looks for it itself: SBATCH_PARTITION,
# SBATCH_ACCOUNT, SBATCH_TIMELIMIT, SBATCH_GPUS=1, SBATCH_MEM_PER_CPU and the like, for both jobs.
# What is there already is not computed again: after a failure, or to go on with other shares, type the same line once more.
set -euo pipefail

usage() {
  echo "slurm.sh: $1; expected slurm.sh N --records DIR [options of report], N from 1" >&2
  exit 2
}
[[ ${1:-} =~ ^[1-9][0-9]*$ ]] || usage "cannot use ${1:-nothing} as the number of shares"
parts=$1
shift
[[ " $* " == *" --records"[=\ ]* ]] || usage "no --records DIR that every share writes to"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DELTASCOPE=${DELTASCOPE:-$(cd "$here/../.." && pwd)} DELTASCOPE_PARTS=$parts

array=$(sbatch --parsable --job-name=deltascope-part --array="1-$parts" "$here/slurm-part.sh" "$@")
array=${array%%;*} # what follows is the name of a cluster
site=$(sbatch --parsable --job-name=deltascope-site --dependency="afterok:$array" --kill-on-invalid-dep=yes \
  "$here/slurm-site.sh" "$@")
echo "Submitted $parts shares as job $array, and the site as job ${site%%;*}, which waits for them"
