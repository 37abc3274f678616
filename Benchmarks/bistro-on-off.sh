#!/usr/bin/env bash
# Bistro with all its switches on against off, 100 users, the reading part of its scenario, one after the other.
# Needs a release build (`make demo` makes one). usage: Benchmarks/bistro-on-off.sh [users]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
users=${1:-100}
programs=$PWD/.build/release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed -e '/^  start:/d' -e 's/8787/8793/' Examples/Bistro/hone.yaml > "$folder/hone.yaml"
cd "$folder"
for state in off on; do
    "$programs/Bistro" generate --output "$state.db" > generate.log
    patterns=
    [ "$state" = off ] || patterns=PAT-010,PAT-011,PAT-013,PAT-014,PAT-015,PAT-016,PAT-017
    BISTRO_PATTERNS=$patterns "$programs/Bistro" serve --database "$state.db" --port 8793 &
    bistro=$!
    for _ in {1..200}; do
        curl --silent --fail --output health http://127.0.0.1:8793/health && break
        sleep 0.05
    done
    "$programs/hone" load --users "$users" --duration 12 --ramp 3 --think-time 0.2-1 --json > "$state.json"
    kill "$bistro"
    wait "$bistro" || true
done
python3 - <<'PY'
import json

def figures(state):
    found = json.load(open(f"{state}.json"))
    counts = sorted(zip(found["total"]["latency"]["values"], found["total"]["latency"]["counts"]))
    total, seen = sum(count for _, count in counts), 0
    for value, count in counts:
        seen += count
        if seen >= 0.95 * total:
            break
    return value / 1e6, found["total"]["successes"] / found["seconds"], sum(found["total"]["errors"].values())

off, on = figures("off"), figures("on")
print(f"{'':<14}{'off':>12}{'on':>12}{'ratio':>10}")
print(f"{'p95':<14}{off[0]:>9.1f} ms{on[0]:>9.1f} ms{off[0] / on[0]:>9.1f}×")
print(f"{'requests/s':<14}{off[1]:>12.1f}{on[1]:>12.1f}{on[1] / off[1]:>9.1f}×")
print(f"{'errors':<14}{off[2]:>12}{on[2]:>12}")
PY
