"""What the patterns of caching (PAT-012, PAT-013, PAT-014) give Bistro under load, its database patterns and its monitor
on in both states: CPU per request and p95 with them off and on, in turns, and the hit rate that the monitor counted.

    swift build -c release --product Bistro && swift build -c release --product hone
    python3 Benchmarks/cache/bistro.py [--users 200] [--seconds 15] [--rounds 3] [--json]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
PORT = 8795
BOTH = ["PAT-010", "PAT-011", "PAT-015", "PAT-016", "PAT-017"]
STATES = {"off": BOTH, "on": BOTH + ["PAT-012", "PAT-013", "PAT-014"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the figures of each round on standard output")
    options = parser.parse_args()
    for program in ["Bistro", "hone"]:
        if not (PROGRAMS / program).exists():
            sys.exit(f"there is no {PROGRAMS / program}; make it: swift build -c release --product {program}")
    rounds = {state: [] for state in STATES}
    with tempfile.TemporaryDirectory() as folder:
        scenario = (ROOT / "Examples/Bistro/hone.yaml").read_text()
        kept = [line for line in scenario.splitlines() if not line.lstrip().startswith(("start:", "environment:"))]
        pathlib.Path(folder, "hone.yaml").write_text("\n".join(kept).replace("8787", str(PORT)))
        run(["Bistro", "generate", "--output", f"{folder}/made.db"], folder)
        for number in range(options.rounds):
            order = list(STATES) if number % 2 == 0 else list(reversed(STATES))
            for state in order:
                rounds[state].append(measure(STATES[state], folder, options))
                print(f"round {number + 1}, {state}: {rounds[state][-1]}", file=sys.stderr)
    if options.json:
        print(json.dumps(rounds, indent=2))
    else:
        show(rounds, options.users)


def run(command, folder):
    return subprocess.run(
        [PROGRAMS / command[0], *command[1:]], cwd=folder, check=True, capture_output=True, text=True).stdout


def measure(patterns, folder, options):
    """One state for some seconds, on a database of its own."""
    database = f"{folder}/round.db"
    subprocess.run(["cp", f"{folder}/made.db", database], check=True)
    for part in ["-wal", "-shm"]:
        pathlib.Path(database + part).unlink(missing_ok=True)
    app = subprocess.Popen(
        [PROGRAMS / "Bistro", "serve", "--database", database, "--port", str(PORT)],
        env=dict(os.environ, BISTRO_PATTERNS=",".join(patterns)), stdout=subprocess.DEVNULL, cwd=folder)
    try:
        wait_for("/health")
        before = (cpu(app.pid), counted())
        # Its exit status says whether thresholds are met, which is not asked here.
        told = subprocess.run(
            [PROGRAMS / "hone", "load", "--users", str(options.users), "--duration", str(options.seconds), "--ramp",
             "2", "--json"], cwd=folder, capture_output=True, text=True)
        after = (cpu(app.pid), counted())
    finally:
        app.terminate()
        app.wait()
    try:
        total = json.loads(told.stdout)["total"]
    except (ValueError, KeyError):
        sys.exit(f"hone load said: {told.stderr[-2_000:]}")
    requests = after[1]["requests"] - before[1]["requests"]
    hits, misses = (after[1][name] - before[1][name] for name in ["hits", "misses"])
    return {
        "requests": requests,
        "cpu_us": round((after[0] - before[0]) / requests * 1e6, 1),
        "p95_ms": round(percentile(total["latency"], 0.95), 2),
        "errors": sum(total["errors"].values()),
        "hit_rate": round(hits / (hits + misses), 4) if hits + misses else None,
    }


def wait_for(path):
    for _ in range(200):
        try:
            return ask(path)
        except OSError:
            time.sleep(0.05)
    sys.exit("Bistro did not come up within 10 s")


def ask(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as answer:
        return answer.read()


def counted():
    """What Bistro's own monitor has counted."""
    endpoints = json.loads(ask("/api/monitoring/metrics"))["endpoints"]
    return {
        "requests": sum(endpoint["count"] for endpoint in endpoints),
        "hits": sum(endpoint["cache"]["hits"] for endpoint in endpoints),
        "misses": sum(endpoint["cache"]["misses"] for endpoint in endpoints),
    }


def cpu(pid):
    """Seconds of processor time."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(latency, share):
    """Milliseconds, of a histogram of nanoseconds."""
    counts = sorted(zip(latency["values"], latency["counts"]))
    left = share * sum(count for _, count in counts)
    for value, count in counts:
        left -= count
        if left <= 0:
            return value / 1e6
    return 0.0


def show(rounds, users):
    print(f"{users} users, medians of {len(rounds['on'])} rounds in turns")
    print(f"{'':<18}{'off':>12}{'on':>12}{'ratio':>10}")
    for name, what in [("cpu_us", "CPU/request, µs"), ("p95_ms", "p95, ms")]:
        off, on = (statistics.median(one[name] for one in rounds[state]) for state in STATES)
        print(f"{what:<18}{off:>12.1f}{on:>12.1f}{off / on:>9.1f}×")
    for name in ["requests", "errors"]:
        print(f"{name:<18}" + "".join(f"{sum(one[name] for one in rounds[state]):>12}" for state in STATES))
    rates = [one["hit_rate"] for one in rounds["on"]]
    print(f"hit rate, on: {', '.join('none counted' if rate is None else f'{rate:.1%}' for rate in rates)}")


main()
