#!/usr/bin/env bash
# Lets Hone try a fix that does nothing (a switch that Bistro ignores) many times over; it must never be kept.
# Run `make demo` first. usage: Benchmarks/noise.sh [times]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
times=${1:-10}
programs=$PWD/.build/release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$programs/Bistro" generate --output bistro.db > generate.log
cat > hone.yaml <<YAML
target:
  url: http://127.0.0.1:8792
  start: "$programs/Bistro serve --database bistro.db --port 8792"
  ready: /health
endpoints:
  - request: GET /api/products
    weight: 5
  - request: GET /api/chefs
    weight: 3
  - request: GET /api/reviews
    weight: 2
  - request: GET /explore
    weight: 2
switches:
  PAT-010: { environment: { BISTRO_IGNORED: "1" } }
load: { users: [5], seconds: 1 }
YAML
for ((run = 1; run <= times; run++)); do
    rm -rf .hone
    "$programs/hone" optimize --json --seed "$run" > run.json 2> errors.txt || [ $? -eq 1 ] || { cat errors.txt; exit 1; }
    python3 - "$run" <<'PY'
import json, sys
found = [v for v in json.load(open("run.json"))["verdicts"] if v["pattern"] == "PAT-010"]
assert len(found) == 1, "the switch was not tried"
print(f"run {sys.argv[1]:>2}: {found[0]['outcome']:<13} {found[0]['reason']}", flush=True)
raise SystemExit(found[0]["outcome"] == "kept")
PY
done
