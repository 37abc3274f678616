"""A small slow web application for tests: a shop on Python's own HTTP server and SQLite.

It opens a connection per request, asks once per row, and has no index on what it looks up. SHOP_WRONG=1 makes it
answer something else, SHOP_STALE=1 makes it serve an old list after a write, SHOP_CRASH_AFTER=N makes it exit after N
requests; any other variable is ignored.
"""

import json
import os
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DATABASE = sys.argv[2] if len(sys.argv) > 2 else "shop.db"
WRONG = os.environ.get("SHOP_WRONG") == "1"
STALE = os.environ.get("SHOP_STALE") == "1"
CRASH_AFTER = int(os.environ.get("SHOP_CRASH_AFTER", "0"))
kept = {}
served = 0


def items(db):
    rows = db.execute("SELECT id, name FROM item ORDER BY id DESC LIMIT 12").fetchall()
    return [
        {"id": i, "name": n, "sold": db.execute("SELECT count(*) FROM sale WHERE item = ?", (i,)).fetchone()[0]}
        for i, n in rows
    ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def reply(self, status, value, kind="application/json"):
        body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        global served
        served += 1
        if CRASH_AFTER and served > CRASH_AFTER:
            print("the shop has burnt down", flush=True)
            os._exit(3)
        if self.path == "/health":
            return self.reply(200, {"ok": True})
        if self.path == "/":
            return self.reply(200, '<p>Shop</p>\n<a href="/items">items</a>\n' * 60, "text/html")
        if self.path == "/private":
            if self.headers.get("Authorization") != "Bearer secret-token":
                return self.reply(401, {"error": "log in"})
            return self.reply(200, {"mine": 1})
        if self.path == "/items":
            db = sqlite3.connect(DATABASE)
            found = kept["items"] if STALE and "items" in kept else items(db)
            kept["items"] = found
            db.close()
            return self.reply(200, {"items": found + ([{"id": 0}] if WRONG else []), "answered": served})
        self.reply(404, {"error": "nothing here"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        if self.path == "/login":
            return self.reply(200, {"token": "secret-token"} if body.get("user") == "ada" else {})
        if self.path == "/items":
            db = sqlite3.connect(DATABASE)
            with db:
                db.execute("INSERT INTO item (name) VALUES (?)", (body["name"],))
            db.close()
            return self.reply(201, {"made": body["name"]})
        self.reply(404, {"error": "nothing here"})

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
