"""Sums up a run of `swift test`: a row per test target, what failed, and the line "N passed, N failed".

Usage: summarise-tests.py RESULTS.xml TEST.log EXIT_STATUS

The results file is what `swift test --xunit-output` wrote. A run that crashed writes none; then the log tells what
had finished and what was running. Ends with status 1 when anything failed or nothing was executed.
"""

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


def from_log(lines):
    """The same from the log of a run that did not come to its end; the log does not say the target."""
    running = Counter()
    for line in lines:
        if match := re.match(r"◇ Test (?!run|case)(.+) started\.$", line):
            running[match[1]] += 1
        elif match := re.match(r"[✔━] Test (?!run|case)(.+?) (?:with .*)?passed after", line):
            running[match[1]] -= 1
            yield "(unknown)", match[1], "passed", ""
        elif match := re.match(r"✘ Test (?!run|case)(.+?) (?:with .*)?failed after", line):
            running[match[1]] -= 1
            yield "(unknown)", match[1], "failed", ""
    suspects = sorted(name for name, count in running.items() if count > 0)
    yield "(unknown)", "the run itself", "failed", "running at its end: " + (", ".join(suspects) or "nothing")


def last_words(lines):
    """The lines of a log that say how a run ended: from its crash on, or else the last ones."""
    for number, line in enumerate(lines):
        if re.search(r"Fatal error:|Program crashed|^\*\*\* Signal", line):
            return lines[number : number + 15]
    return lines[-10:]


def main():
    results, log, status = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    try:
        cases = list(from_results(results))
    except (FileNotFoundError, ElementTree.ParseError):
        cases = list(from_log(lines))
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
