#!/usr/bin/env python3
"""What the preloaded tracer costs a Python program for each statement, and Examples/Bistro for each request.

The program's own loop of 100,000 point queries by primary key runs without the tracer, with it, and with it logging
parameters too (as the agent has it while it probes), by turns: A B C C B A. CPU time of the loop alone, user and system.

Bistro is asked what its scenario asks, one request after the other, with and without the tracer; time of a request as
who asks sees it, and CPU time of the server, medians of the rounds.

usage: tracer-overhead.py [rounds]    (default 5; needs the release products HoneTrace and Bistro)
Ends with status 1 when the tracer costs more than 3 µs a statement, or more than 5 % of a request's time.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import bistro

STATEMENTS = 100_000
BAR = 3.0
SHARE = 0.05
# How often Bistro's requests are asked in a round.
ROUNDS = 8
LOOP = f"""
import sqlite3, time
db = sqlite3.connect("app.db")
ask = "SELECT id, name, price FROM dish WHERE id = ?"
for i in range(1_000): db.execute(ask, (i,)).fetchone()
start = time.process_time_ns()
for i in range({STATEMENTS}): db.execute(ask, (i % 10_000 + 1,)).fetchall()
print(time.process_time_ns() - start)
"""
MAKE = """
import sqlite3
db = sqlite3.connect("app.db")
db.execute("CREATE TABLE dish (id INTEGER PRIMARY KEY, name TEXT, price INTEGER)")
db.executemany("INSERT INTO dish VALUES (?, ?, ?)", ((i, f"dish {i}", i * 7) for i in range(1, 10_001)))
db.commit()
"""


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    library = pathlib.Path(__file__).resolve().parents[2] / ".build/release/libHoneTrace.so"
    if not library.exists():
        sys.exit(f"{library} is not there: swift build -c release --product HoneTrace")
    with tempfile.TemporaryDirectory() as folder:
        run(folder, MAKE, {})
        arms = {
            "without the tracer": {},
            "traced": {"LD_PRELOAD": library},
            "traced, with parameters": {"LD_PRELOAD": library, "HONE_TRACE_PARAMETERS": "1"},
        }
        times = {name: [] for name in arms}
        for number in range(rounds):
            for name in list(arms) if number % 2 == 0 else reversed(arms):
                times[name].append(int(run(folder, LOOP, arms[name])) / STATEMENTS / 1_000)
    plain = statistics.median(times["without the tracer"])
    print(f"{STATEMENTS:,} point queries, CPU time per statement, {rounds} rounds by turns")
    print(f"{'':<26}{'median':>10}{'lowest':>10}{'highest':>10}{'added':>10}")
    for name, found in times.items():
        median = statistics.median(found)
        print(
            f"{name:<26}{median:>7.2f} µs{min(found):>7.2f} µs{max(found):>7.2f} µs{median - plain:>+7.2f} µs"
        )
    added = statistics.median(times["traced"]) - plain
    print(f"the tracer adds {added:.2f} µs a statement; the bar is {BAR:.0f} µs")
    share = requests(library, rounds)
    sys.exit(0 if added <= BAR and share <= SHARE else 1)


def requests(library, rounds, port=8793):
    """Bistro's requests with and without the tracer, by turns; returns the share of a request's time that it adds."""
    program = library.with_name("Bistro")
    if not program.exists():
        sys.exit(f"{program} is not there: swift build -c release --product Bistro")
    arms = {"without the tracer": {}, "traced": {"LD_PRELOAD": library}}
    wall, processor = {name: [] for name in arms}, {name: [] for name in arms}
    each = ROUNDS * (sum(share for share, _ in bistro.REQUESTS) + 1)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "generate", "--output", f"{folder}/app.db"], check=True, capture_output=True)
        for number in range(rounds):
            for name in list(arms) if number % 2 == 0 else reversed(arms):
                with tempfile.TemporaryDirectory() as log:
                    environment = os.environ | {"HONE_TRACE_DIRECTORY": log} | {k: str(v) for k, v in arms[name].items()}
                    app = subprocess.Popen(
                        [program, "serve", "--database", f"{folder}/app.db", "--port", str(port)], env=environment,
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    try:
                        bistro.ask(port, 1)
                        began, used = time.monotonic(), cpu(app.pid)
                        bistro.ask(port, ROUNDS)
                        wall[name].append((time.monotonic() - began) / each * 1e3)
                        processor[name].append((cpu(app.pid) - used) / each * 1e3)
                    finally:
                        app.terminate()
                        app.wait()
    print(f"\nBistro, {each} requests a round, {rounds} rounds by turns")
    print(f"{'':<26}{'a request':>12}{'CPU time':>12}")
    for name in arms:
        print(f"{name:<26}{statistics.median(wall[name]):>9.2f} ms{statistics.median(processor[name]):>9.2f} ms")
    shares = [
        statistics.median(times["traced"]) / statistics.median(times["without the tracer"]) - 1
        for times in (wall, processor)
    ]
    print(f"the tracer adds {shares[0]:+.1%} of a request's time, {shares[1]:+.1%} of CPU; the bar is {SHARE:.0%}")
    return shares[0]


def cpu(pid):
    """Seconds of processor time that a process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(folder, program, variables):
    """Runs a program in the folder; its log is thrown away, so that each run begins with an empty one."""
    with tempfile.TemporaryDirectory() as log:
        environment = os.environ | {"HONE_TRACE_DIRECTORY": log} | {k: str(v) for k, v in variables.items()}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=300)
        if variables:
            traced = sum(file.stat().st_size for file in pathlib.Path(log).glob("*.trace"))
            if traced < STATEMENTS * 100:
                sys.exit(f"only {traced} bytes were logged: this Python does not load the tracer or brings its own SQLite")
        return done.stdout


main()
