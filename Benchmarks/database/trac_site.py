"""The workload of an application of others: Trac (PyPI), an issue tracker on SQLite, with 30,000 tickets that have two
fields of their own, their changes, and 3,000 versions of wiki pages. The site is served under the tracer and asked for
its reports, queries, tickets, timeline, wiki and search, one request after the other."""
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import time
import urllib.request

TICKETS = 30_000
CUSTOM = "\n[ticket-custom]\nurgency = text\nurgency.label = Urgency\ncustomer = text\ncustomer.label = Customer\n"
DAY = 86_400_000_000


def record(programs, folder, python, port=8795):
    """Makes the site and records; returns the paths of the database and of the workload."""
    site, log = f"{folder}/site", f"{folder}/trac-log"
    trac = pathlib.Path(python).parent
    subprocess.run([trac / "trac-admin", site, "initenv", "Site", "sqlite:db/trac.db"], check=True, capture_output=True)
    with open(f"{site}/conf/trac.ini", "a") as settings:
        settings.write(CUSTOM)
    subprocess.run([trac / "trac-admin", site, "permission", "add", "anonymous", "REPORT_ADMIN"], check=True,
                   capture_output=True)
    fill(f"{site}/db/trac.db")
    database = f"{folder}/trac.db"
    source, copy = sqlite3.connect(f"{site}/db/trac.db"), sqlite3.connect(database)
    source.backup(copy)
    source.close()
    copy.close()
    os.makedirs(log, exist_ok=True)
    environment = dict(
        os.environ, LD_PRELOAD=f"{programs}/libHoneTrace.so", HONE_TRACE_DIRECTORY=log, HONE_TRACE_PARAMETERS="1"
    )
    app = subprocess.Popen([trac / "tracd", "-s", "--hostname", "127.0.0.1", "--port", str(port), site],
                           env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ask(port)
    finally:
        app.send_signal(signal.SIGINT)
        app.wait()
    return database, log


def fill(path):
    """Rows of the schema that Trac made, the same in every run."""
    draw = random.Random(4)
    start = 1_700_000_000_000_000
    people = [f"person{number}" for number in range(60)]
    words = ["engine", "login", "report", "export", "slow", "crash", "printer", "invoice", "label", "search", "mail"]

    def text(count):
        return " ".join(draw.choice(words) for _ in range(count))

    db = sqlite3.connect(path)
    tickets, customs, changes = [], [], []
    for number in range(1, TICKETS + 1):
        when = start + number * 30 * 60_000_000
        status = draw.choices(["new", "assigned", "accepted", "closed"], [2, 2, 1, 25])[0]
        tickets.append((
            number, draw.choice(["defect", "enhancement", "task"]), when, when + draw.randrange(20) * DAY,
            draw.choice(["component1", "component2"]), "", draw.choice(["blocker", "critical", "major", "minor"]),
            draw.choice(people), draw.choice(people), "", draw.choice(["1.0", "2.0"]),
            f"milestone{draw.randrange(1, 5)}", status, "fixed" if status == "closed" else None, text(6), text(40),
            draw.choice(["", "web", "api"])))
        customs.append((number, "urgency", str(draw.randrange(10))))
        customs.append((number, "customer", f"customer{draw.randrange(400)}"))
        for turn in range(draw.randrange(5)):
            at = when + (turn + 1) * DAY
            author = draw.choice(people)
            changes.append((number, at, author, "comment", str(turn + 1), text(20)))
            changes.append((number, at, author, "owner", draw.choice(people), draw.choice(people)))
    db.executemany(f"INSERT INTO ticket (id, type, time, changetime, component, severity, priority, owner, reporter, cc, "
                   f"version, milestone, status, resolution, summary, description, keywords) "
                   f"VALUES ({','.join('?' * 17)})", tickets)
    db.executemany("INSERT INTO ticket_custom VALUES (?, ?, ?)", customs)
    db.executemany("INSERT INTO ticket_change VALUES (?, ?, ?, ?, ?, ?)", changes)
    db.executemany("INSERT INTO wiki (name, version, time, author, text, comment, readonly) VALUES (?,?,?,?,?,'',0)", [
        (f"Page{page}", version, start + (page * 10 + version) * DAY // 24, draw.choice(people), text(200))
        for page in range(300) for version in range(1, 11)])
    db.commit()
    db.close()


def ask(port):
    base = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(base + "/about")
            break
        except OSError:
            time.sleep(0.1)
    paths = [f"/report/{number}" for number in (1, 2, 3, 4, 5, 6, 8)] * 2
    paths += [f"/ticket/{number}" for number in range(100, TICKETS, TICKETS // 20)]
    paths += [f"/wiki/Page{number}" for number in range(0, 300, 30)]
    paths += ["/timeline", "/roadmap", "/milestone/milestone2", "/search?q=printer+invoice&ticket=on&noquickjump=1"]
    for number in range(4):
        paths += [
            f"/query?status=!closed&owner=person{number}&order=priority",
            f"/query?customer=customer{number * 7}&order=id",
            f"/query?status=!closed&milestone=milestone{number + 1}&group=owner&order=time",
            f"/query?reporter=person{number}&type=defect&order=changetime&desc=1",
            f"/query?urgency=9&status=new&component=component{number % 2 + 1}&col=id&col=summary&col=urgency",
        ]
    for path in paths:
        with urllib.request.urlopen(base + path) as answer:
            answer.read()
