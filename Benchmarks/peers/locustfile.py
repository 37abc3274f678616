"""What Locust runs beside hone: the plain GET, or the nine tasks with their checks when BENCH_TASKS names them.

Users have no think time, or keep to the throughput that BENCH_THROUGHPUT gives each of them.
"""

import os
import time

from locust import FastHttpUser, constant, constant_throughput, events, task

THROUGHPUT = os.environ.get("BENCH_THROUGHPUT")
TASKS = os.environ.get("BENCH_TASKS")


def checked(name):
    """The task that asks for one of the nine answers and looks at it."""

    def get(user):
        with user.client.get(f"/api/{name}.json", catch_response=True) as response:
            if (
                response.status_code != 200
                or response.json()["name"] != name
                or "application/json" not in response.headers["Content-Type"]
            ):
                response.failure("not as it must be")

    return get


class User(FastHttpUser):
    wait_time = constant_throughput(float(THROUGHPUT)) if THROUGHPUT else constant(0)

    if TASKS:
        tasks = {
            checked(name): int(weight)
            for name, weight in (pair.split(":") for pair in TASKS.split(","))
        }
    else:

        @task
        def get(self):
            self.client.get(os.environ["BENCH_PATH"])


@events.test_start.add_listener
def note_startup(environment, **_):
    """Writes down the CPU time used so far, which is for importing and not for requests."""
    with open(os.environ["BENCH_STARTUP"], "w", encoding="ascii") as file:
        file.write(str(time.process_time()))
