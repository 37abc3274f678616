"""Sums up a run of `swift test`: a row per test target, what failed, and the line "N passed, N failed".

Usage: summarise-tests.py RESULTS.xml EVENTS.jsonl TEST.log EXIT_STATUS

The results file is what `swift test --xunit-output` wrote. A run that crashed or was ended writes none; then the
events (`--event-stream-output-path`, which the tests write as they go) tell what had finished and what was running,
and the log, which `swift test` writes in blocks, how it crashed. Ends with status 1 when anything failed or nothing was executed.
"""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from pathlib import Path


def from_results(path):
    """Target, test and outcome of every test in an xunit file."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = case.get("classname", "")
        target, _, suite = name.partition(".")
        test = f"{suite}.{case.get('name')}" if suite else case.get("name")
        if case.find("failure") is not None or case.find("error") is not None:
            yield target, test, "failed", "; ".join(e.get("message", "") for e in case.iter("failure"))
        elif case.find("skipped") is not None:
            yield target, test, "skipped", ""
        else:
            yield target, test, "passed", ""


def from_events(path):
    """The same from the events of a run that did not come to its end, and what was running then."""
    functions, running, problems = set(), {}, defaultdict(list)
    for line in open(path, encoding="utf-8", errors="replace") if path.exists() else []:
        try:
            record = json.loads(line)
        except ValueError:  # the last line of a run that was ended
            continue
        event, kind = record["payload"], record["payload"]["kind"]
        if kind == "function":
            functions.add(event["id"])
        identifier = event.get("testID")
        if identifier not in functions:
            continue
        # Target.Suite/function()/File.swift:line:column
        target, _, test = identifier.rpartition("/")[0].partition(".")
        texts = [message["text"] for message in event.get("messages", [])]
        if kind == "testStarted":
            running[identifier] = f"{target}.{test}"
        elif kind == "issueRecorded" and not event["issue"]["isKnown"]:
            problems[identifier] += texts[:1]
        elif kind == "testSkipped":
            yield target, test, "skipped", ""
        elif kind == "testEnded":
            running.pop(identifier, None)
            failed = any(message["symbol"] == "fail" for message in event["messages"])
            yield target, test, "failed" if failed else "passed", "; ".join(problems[identifier])
    suspects = (f"{name} {problems[identifier] or ''}".rstrip() for identifier, name in running.items())
    yield "(unknown)", "the run itself", "failed", "running at its end: " + ("; ".join(suspects) or "nothing")


def last_words(lines):
    """The lines of a log that say how a run ended: from its crash on, or else the last ones."""
    for number, line in enumerate(lines):
        if re.search(r"Fatal error:|Program crashed|^\*\*\* Signal", line):
            return lines[number : number + 15]
    return lines[-10:]


def main():
    results, events, log = (Path(argument) for argument in sys.argv[1:4])
    status = int(sys.argv[4])
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    try:
        cases = list(from_results(results))
    except (FileNotFoundError, ElementTree.ParseError):
        cases = list(from_events(events))
        print(f"\nThe run ended with status {status} and wrote no results. From {log}:")
        print("\n".join("  " + line[:200] for line in last_words(lines)))

    rows = defaultdict(Counter)
    for target, _, outcome, _ in cases:
        rows[target][outcome] += 1
    total = sum(rows.values(), Counter())
    if status != 0 and total["failed"] == 0 and total["passed"] > 0:
        print(f"\nNo test failed, yet `swift test` ended with status {status}; see {log}.")
        total["failed"] += 1

    width = max([len(target) for target in rows] + [6])
    print(f"\n{'target':<{width}}  passed  failed  skipped")
    for target, row in sorted(rows.items()):
        print(f"{target:<{width}}  {row['passed']:>6}  {row['failed']:>6}  {row['skipped']:>7}")
    failures = [case for case in cases if case[2] == "failed"]
    if failures:
        print("\nfailed:")
        for target, test, _, message in failures:
            print(f"  {target} {test}" + (f"\n      {message[:600]}" if message else ""))
    if total["passed"] + total["failed"] == 0:
        print("\nNo test was executed, which counts as a failure.")
    print(f"\n{total['passed']} passed, {total['failed']} failed")
    return 1 if total["failed"] or not total["passed"] else 0


sys.exit(main())
