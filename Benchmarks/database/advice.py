#!/usr/bin/env python3
"""Total time of a workload without advice, with the indexes of `sqlite3`'s .expert, and with those of `hone advise`, in
one run: copies of one database, executed by turns, the fastest of a few rounds of each statement, as processor time of
the executing thread. Writes are rolled back. An execution is stopped after --limit seconds and counts as that long.

    Benchmarks/database/advice.py bistro tpch trac [--time 60] [--rounds 3] [--limit 30] [--programs .build/release]
    Benchmarks/database/advice.py --database app.db --workload log/ [...]

bistro: Examples/Bistro's own database (52 MB) and its requests, recorded by the tracer. tpch: TPC-H at scale 0.1, made
by DuckDB's generator, which its package on PyPI holds up to 1.1.3. trac: Trac (PyPI), an issue tracker. Any other database comes with a recorded workload.
"""
import argparse
import glob
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import bistro
import tpch
import trac_site


def value(recorded):
    if isinstance(recorded, dict):
        (kind, text), = recorded.items()
        return float(text) if kind == "real" else bytes.fromhex(text)
    return recorded


def lines_of(path):
    """JSON lines: of a file, or of the tracer's logs of a folder."""
    if not os.path.isdir(path):
        yield from open(path)
        return
    for name in sorted(glob.glob(f"{path}/*.trace")):
        content = open(name, "rb").read()
        start, size = int.from_bytes(content[8:12], "little"), int.from_bytes(content[16:24], "little")
        yield from content[start:start + size].decode().splitlines()


class Statement:
    def __init__(self):
        self.calls, self.sets = 0.0, []


def read_workload(path):
    found = {}
    for line in lines_of(path):
        record = json.loads(line)
        if record.get("kind", "statement") != "statement":
            continue
        sql = record.get("text") or record["sql"]
        statement = found.setdefault(sql, Statement())
        statement.calls += record.get("calls", 1)
        parameters = tuple(value(one) for one in record.get("parameters", []))
        if parameters not in statement.sets and len(statement.sets) < 16:
            statement.sets.append(parameters)
    return found


def executable(database, workload):
    """Statements that are queries or writes of rows and can be executed here."""
    db = sqlite3.connect(database, isolation_level=None)
    kept = {}
    for sql, statement in workload.items():
        if sql.split(None, 1)[0].upper() not in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE"):
            continue
        if "sqlite_master" in sql or "sqlite_schema" in sql:
            continue
        try:
            db.execute("EXPLAIN " + sql, statement.sets[0])
        except sqlite3.Error as error:
            print(f"left out ({error}): {sql[:80]}")
            continue
        kept[sql] = statement
    db.close()
    return kept


def expert(database, workload):
    """What .expert proposes for each statement, together."""
    proposed = []
    for sql in workload:
        shell = subprocess.run(
            ["sqlite3", database], input=f".expert\n{' '.join(sql.split())};\n", capture_output=True, text=True)
        for line in shell.stdout.splitlines():
            if line.startswith("CREATE INDEX") and line not in proposed:
                proposed.append(line)
    return proposed


def hone(programs, database, workload, seconds):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    run = subprocess.run(
        [f"{programs}/hone", "advise", "--database", database, "--workload", workload, "--time", str(seconds), "--json"],
        capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"hone advise failed: {run.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(run.stdout), time.monotonic() - start, used


def prepare(database, folder, name, indexes):
    copy = f"{folder}/{name}.db"
    shutil.copyfile(database, copy)
    size = os.path.getsize(copy)
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = OFF")
    for index in indexes:
        db.execute(index)
    return db, os.path.getsize(copy) - size


def execute(db, sql, values, limit):
    """Seconds of processor time, or the limit."""
    end = time.monotonic() + limit
    db.set_progress_handler(lambda: time.monotonic() > end, 100_000)
    writes = sql.split(None, 1)[0].upper() not in ("SELECT", "WITH")
    if writes:
        db.execute("BEGIN IMMEDIATE")
    start = time.thread_time()
    try:
        for _ in db.execute(sql, values):
            pass
        return time.thread_time() - start
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return limit
    finally:
        if writes:
            db.execute("ROLLBACK")


def measure(states, workload, rounds, limit):
    """Milliseconds of all calls for each state; per statement too."""
    totals = {name: {} for name in states}
    for sql, statement in workload.items():
        fastest = {name: [float("inf")] * len(statement.sets) for name in states}
        for turn in range(rounds):
            order = list(states) if turn % 2 == 0 else list(reversed(states))
            for place, values in enumerate(statement.sets):
                for name in order:
                    # What took long once is not disturbed by much.
                    if turn > 0 and fastest[name][place] > 2:
                        continue
                    try:
                        took = execute(states[name], sql, values, limit)
                    except sqlite3.IntegrityError:
                        took = 0
                    fastest[name][place] = min(fastest[name][place], took)
        for name in states:
            totals[name][sql] = statement.calls * 1000 * sum(fastest[name]) / len(statement.sets)
    return totals


def section(name, database, workload, options, folder):
    statements = executable(database, read_workload(workload))
    print(f"\n{name}: {len(statements)} statements, {os.path.getsize(database) / 1e6:.0f} MB", flush=True)
    ours, seconds, processor = hone(options.programs, database, workload, options.time)
    theirs = expert(database, statements)
    states, room = {}, {}
    for state, indexes in (
        ("without", []), (".expert", theirs), ("hone", [index["createSQL"] for index in ours["indexes"]])):
        states[state], room[state] = prepare(database, folder, f"{name}-{state.strip('.')}", indexes)
    totals = measure(states, statements, options.rounds, options.limit)
    for db in states.values():
        db.close()
    sums = {state: sum(times.values()) for state, times in totals.items()}
    print(f"{'':<10}{'total ms':>12}{'of without':>12}{'indexes':>9}{'MB':>8}")
    for state, count in (("without", 0), (".expert", len(theirs)), ("hone", len(ours["indexes"]))):
        print(f"{state:<10}{sums[state]:>12.1f}{sums[state] / sums['without']:>12.4f}{count:>9}{room[state] / 1e6:>8.1f}")
    print(f"hone against .expert: {sums['.expert'] / sums['hone']:.2f} times as fast")
    print(f"hone advise took {seconds:.1f} s ({processor:.1f} s of processor time)", flush=True)
    if options.verbose:
        for index in theirs:
            print("  .expert:", index)
        for index in ours["indexes"]:
            print("  hone:   ", index["createSQL"])
        for sql in sorted(statements, key=lambda one: -totals["hone"][one])[:25]:
            figures = "".join(f"{totals[state][sql]:>12.2f}" for state in states)
            print(f"  {figures}  {' '.join(sql.split())[:70]}")
        for note in ours["notes"]:
            print("  note:", " ".join(note.split())[:150])
    return {"sums": sums, "seconds": seconds, "indexes": {".expert": theirs, "hone": ours["indexes"]}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="section", help="bistro, tpch, trac; all when none is named")
    parser.add_argument("--database")
    parser.add_argument("--workload")
    parser.add_argument("--time", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=30)
    parser.add_argument("--programs", default=".build/release")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--json", help="write the figures there")
    options = parser.parse_args()
    options.programs = os.path.abspath(options.programs)
    wanted = options.sections or ([] if options.database else ["bistro", "tpch", "trac"])
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            if name == "bistro":
                database, workload = bistro.record(options.programs, folder)
            elif name == "tpch":
                database, workload = f"{folder}/tpch.db", f"{folder}/tpch.jsonl"
                tpch.make(database)
                with open(workload, "w") as file:
                    file.writelines(json.dumps({"sql": query}) + "\n" for query in tpch.queries())
            elif name == "trac":
                database, workload = trac_site.record(options.programs, folder, sys.executable)
            else:
                sys.exit(f"no section {name}; there are bistro, tpch and trac")
            results[name] = section(name, database, workload, options, folder)
        if options.database:
            results["given"] = section("given", options.database, options.workload, options, folder)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
