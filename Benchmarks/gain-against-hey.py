#!/usr/bin/env python3
"""Holds the gain that Hone reported for the demonstration against the gain that `hey` measures on the same two states.

Run `make demo` first, then this in the repository's folder, on a quiet machine. One request at a time: Hone's latency
probe and hey -c 1 ask the same paths of the slow app (no switch, database without Hone's indices) and of the fast one.
"""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

demo = pathlib.Path("demo")
bistro = pathlib.Path(".build/release/Bistro").resolve()
paths = ["/api/products", "/api/reviews", "/api/bookings", "/api/dashboard", "/explore"]
port = 8791


def token():
    body = json.dumps({"email": "user1@bistro.example", "password": "bistro-demo"}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/auth/login", body, {"Content-Type": "application/json"}
    )
    return json.load(urllib.request.urlopen(request))["token"]


def hey(database, patterns):
    """The mean of hey's responses by path, in ms."""
    app = subprocess.Popen(
        [bistro, "serve", "--database", database, "--port", str(port), "--assets", demo / "bistro-pictures"],
        env={"BISTRO_PATTERNS": ",".join(patterns)},
    )
    try:
        for _ in range(500):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health")
                break
            except OSError:
                time.sleep(0.02)
        result = {}
        for path in paths:
            command = ["hey", "-c", "1", "-H", f"Authorization: Bearer {token()}", "-H", "Accept-Encoding: gzip, br, zstd"]
            address = f"http://127.0.0.1:{port}{path}"
            subprocess.run(command + ["-n", "10", address], capture_output=True, check=True)
            text = subprocess.run(command + ["-n", "100", address], capture_output=True, check=True, text=True).stdout
            result[path] = float(re.search(r"Average:\s+([0-9.]+)", text).group(1)) * 1000
        return result
    finally:
        app.terminate()
        app.wait()


run = json.loads(max(demo.glob(".hone/runs/*/run.json")).read_text())
rows = {
    state: {row["name"][4:]: row["latency"]["average"] for row in run[state]["latency"]["measured"]["endpoints"]}
    for state in ("baseline", "current")
}
switches = json.loads((demo / ".hone/applied.json").read_text())["switches"]
with tempfile.TemporaryDirectory() as folder:
    slow, fast = f"{folder}/slow.db", f"{folder}/fast.db"
    shutil.copy(demo / "bistro.db", fast)
    subprocess.run([bistro, "generate", "--output", slow], check=True, stdout=subprocess.DEVNULL)
    before, after = hey(slow, []), hey(fast, switches)

print(f"{'path':<18}{'hone before':>12}{'after':>8}{'gain':>7}{'hey before':>12}{'after':>8}{'gain':>7}{'difference':>12}")
worst = 0.0
for path in paths:
    hone = 1 - rows["current"][path] / rows["baseline"][path]
    other = 1 - after[path] / before[path]
    difference = abs(hone - other) / abs(other)
    if other > 0.2:  # The ratio of two gains near nothing says nothing.
        worst = max(worst, difference)
    print(
        f"{path:<18}{rows['baseline'][path]:>9.2f} ms{rows['current'][path]:>5.2f} ms{hone:>7.1%}"
        f"{before[path]:>9.2f} ms{after[path]:>5.2f} ms{other:>7.1%}{difference:>12.1%}"
    )
print(f"largest difference, of gains above 20 %: {worst:.1%} (bar 15 %)")
raise SystemExit(worst > 0.15)
