#!/usr/bin/env bash
# The last job: the same command for all layers, which finds their records, reads of the weights only what decompositions need,
# and writes the site. slurm.sh submits it with --dependency=afterok on the array.
#SBATCH --output=deltascope-site-%j.log
set -euo pipefail

deno=(deno)
command -v deno >/dev/null || deno=(npx -y deno@2.9.6)
exec "${deno[@]}" task --quiet --config "${DELTASCOPE:?expected the folder of deltascope}/deno.json" report "$@"
