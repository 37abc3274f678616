"""A web application in which each endpoint has one bad habit with SQLite, for the detectors to find.

usage: habits.py PORT DATABASE
"""

import sqlite3
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DATABASE = sys.argv[2]
# A connection a thread, so that none is opened for each request.
local = threading.local()
bulk = threading.Lock()
written = False


def connection():
    if not hasattr(local, "db"):
        local.db = sqlite3.connect(DATABASE, timeout=0.2, isolation_level=None)
    return local.db


# Its transaction is begun once and never ended: the write-ahead log cannot be taken back.
reader = sqlite3.connect(DATABASE, isolation_level=None, check_same_thread=False)


def n_plus_one(db):
    for (item,) in db.execute("SELECT id FROM item ORDER BY id LIMIT 20").fetchall():
        db.execute("SELECT count(*) FROM sale WHERE item = ? AND note <> ''", (item,)).fetchone()


def pattern(db):
    for (item,) in db.execute("SELECT id FROM item ORDER BY id DESC LIMIT 15").fetchall():
        db.execute("SELECT max(price) FROM sale WHERE item = ?", (item,)).fetchone()
        for part in range(item % 3 + 1):
            db.execute("SELECT min(price) FROM sale WHERE item = ? AND price > ?", (item, part)).fetchone()


def duplicates(db):
    for _ in range(3):
        db.execute("SELECT sum(price) FROM sale WHERE note LIKE ?", ("A%",)).fetchone()


def slow(db):
    db.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(i) FROM n",
        (3_000_000,),
    ).fetchone()


def scan(db):
    db.execute("SELECT id FROM sale WHERE price = ?", (-5,)).fetchall()


def sort(db):
    db.execute("SELECT id, note FROM sale WHERE id <= ? ORDER BY price DESC LIMIT 10", (30_000,)).fetchall()


def automatic(db):
    db.execute("SELECT count(*) FROM item JOIN visit ON visit.item = item.id + 0 WHERE item.id < ?", (150,)).fetchone()


def clean(db):
    db.execute("SELECT name FROM item WHERE id = ?", (7,)).fetchone()
    db.execute("SELECT id, price FROM sale WHERE id BETWEEN ? AND ?", (100, 120)).fetchall()
    db.execute("SELECT name FROM item WHERE city = ?", ("Porto",)).fetchall()


def upgrade(db):
    db.execute("BEGIN")
    try:
        (count,) = db.execute("SELECT stock FROM stock WHERE id = 1").fetchone()
        time.sleep(0.01)
        db.execute("UPDATE stock SET stock = ? WHERE id = 1", (count - 1,))
        db.execute("COMMIT")
    except sqlite3.OperationalError:
        db.execute("ROLLBACK")


def grow(db):
    global written
    with bulk:
        if not written:
            db.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                "INSERT INTO page SELECT i, randomblob(4000) FROM n"
            )
        written = True


def hold(db):
    if not reader.in_transaction:
        reader.execute("BEGIN")
    reader.execute("SELECT stock FROM stock").fetchone()


HABITS = {
    "GET /n-plus-one": n_plus_one, "GET /pattern": pattern, "GET /duplicates": duplicates, "GET /slow": slow,
    "GET /scan": scan, "GET /sort": sort, "GET /automatic": automatic, "GET /clean": clean, "GET /hold": hold,
    "POST /upgrade": upgrade, "POST /grow": grow,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        habit = HABITS.get(f"{self.command} {self.path}")
        if habit:
            habit(connection())
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = answer
    do_POST = answer

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
