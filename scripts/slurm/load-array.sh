#!/usr/bin/env bash
# A load from a Slurm array: task i of n runs shard i/n of a scenario and leaves shard-i.json in RESULTS.
# docs/scaling-out.md says how to merge them.
#
#   sbatch --array=1-8 --export=ALL,START_AT="$(date -u -d '+2 minutes' +%Y-%m-%dT%H:%M:%SZ)" \
#       scripts/slurm/load-array.sh scenario.yaml
#
#   START_AT   when all shards start, ISO 8601; a task that Slurm starts later fails rather than load alone
#   RESULTS    a folder that all nodes share; results/ of the submitting folder unless set
#SBATCH --job-name=hone-load
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=02:00:00
#SBATCH --no-requeue
set -euo pipefail

if (($# != 1)) || [[ -z ${START_AT:-} || -z ${SLURM_ARRAY_TASK_ID:-} || -z ${SLURM_ARRAY_TASK_COUNT:-} ]]; then
    printf 'load-array: one scenario as the argument, START_AT in the environment, and an array from 1:\n' >&2
    sed -n '5,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
if ((${SLURM_ARRAY_TASK_MIN:-1} != 1 || SLURM_ARRAY_TASK_ID > SLURM_ARRAY_TASK_COUNT)); then
    printf 'load-array: the array must be 1-N without gaps; task %s of %s is not of that kind.\n' \
        "$SLURM_ARRAY_TASK_ID" "$SLURM_ARRAY_TASK_COUNT" >&2
    exit 2
fi

results=${RESULTS:-results}
mkdir -p "$results"
status=0
hone load "$1" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --start-at "$START_AT" \
    --save "$results/shard-$SLURM_ARRAY_TASK_ID.json" || status=$?
# A threshold that one shard does not meet (1) is no failure: the merged result decides.
((status <= 1)) || exit "$status"
