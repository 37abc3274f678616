"""Bistro's workload, recorded by the tracer: the app is started on a copy of its database and asked what its scenario
asks, one request after the other, in the shares of Examples/Bistro/hone.yaml."""
import json
import os
import subprocess
import time
import urllib.request

# Of 23 shares in all; each path in turn.
REQUESTS = [
    (5, ["/api/products"]),
    (3, ["/api/chefs", "/api/chefs?page=2", "/api/chefs?cuisine=italian", "/api/chefs?cuisine=french&page=2"]),
    (2, ["/api/chefs/1", "/api/chefs/2", "/api/chefs/7", "/api/chefs/40", "/api/chefs/90"]),
    (3, ["/api/reviews", "/api/reviews?page=2"]),
    (2, ["/api/bookings"]),
    (2, ["/api/dashboard"]),
    (2, ["/explore"]),
]


def record(programs, folder, port=8794, rounds=4):
    """Makes the database and records; returns the paths of the database and of the workload."""
    database, log = f"{folder}/bistro.db", f"{folder}/log"
    subprocess.run([f"{programs}/Bistro", "generate", "--output", database], check=True, capture_output=True)
    served = f"{folder}/served.db"
    subprocess.run(["cp", database, served], check=True)
    subprocess.run(["cp", "-r", f"{folder}/bistro-pictures", f"{folder}/served-pictures"], check=True)
    os.makedirs(log, exist_ok=True)
    environment = dict(
        os.environ, LD_PRELOAD=f"{programs}/libHoneTrace.so", HONE_TRACE_DIRECTORY=log, HONE_TRACE_PARAMETERS="1"
    )
    app = subprocess.Popen(
        [f"{programs}/Bistro", "serve", "--database", served, "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        ask(port, rounds)
    finally:
        app.terminate()
        app.wait()
    return database, log


def ask(port, rounds):
    base = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(base + "/health")
            break
        except OSError:
            time.sleep(0.05)
    login = send(base + "/api/auth/login", {"email": "user1@bistro.example", "password": "bistro-demo"})
    token = json.loads(login)["token"]
    for turn in range(rounds):
        for share, paths in REQUESTS:
            for call in range(share):
                send(base + paths[(turn * share + call) % len(paths)], token=token)
        booking = {"chefId": 1, "productId": 1, "date": "2027-03-14", "guests": 1 + turn,
                   "address": f"Rua da Rosa {turn}, Lisbon", "note": ""}
        send(base + "/api/bookings", booking, token)


def send(url, body=None, token=None):
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body else None)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request) as answer:
        return answer.read()
