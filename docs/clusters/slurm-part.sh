#!/usr/bin/env bash
# One task of an array: its share of the layers. slurm.sh submits it; by hand: sbatch --array=1-16 slurm-part.sh OPTIONS.
# Shares are counted as the array counts: from any number, in steps; DELTASCOPE_PARTS says the number of shares where tasks of
# an array from 1 on are submitted again alone (--array=3,7).
#SBATCH --output=deltascope-%A_%a.log
set -euo pipefail

: "${SLURM_ARRAY_TASK_ID:?expected a task of an array: sbatch --array=1-16 slurm-part.sh OPTIONS}"
if [[ -n ${DELTASCOPE_PARTS:-} ]]; then
  part=$SLURM_ARRAY_TASK_ID parts=$DELTASCOPE_PARTS
else
  step=${SLURM_ARRAY_TASK_STEP:-1}
  part=$(((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN) / step + 1))
  parts=$(((SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN) / step + 1))
  if ((parts != SLURM_ARRAY_TASK_COUNT)); then
    echo "slurm-part.sh: the array has gaps, so that shares cannot be counted: set DELTASCOPE_PARTS to their number" >&2
    exit 2
  fi
fi

deno=(deno)
command -v deno >/dev/null || deno=(npx -y deno@2.9.6)
# `deno task` takes the folder in which it is typed as that of relative paths.
exec "${deno[@]}" task --quiet --config "${DELTASCOPE:?expected the folder of deltascope}/deno.json" \
  report "$@" --part "$part/$parts"
