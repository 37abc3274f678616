"""The plain GET for Locust: users without think time, or at the throughput that BENCH_THROUGHPUT gives each of them."""

import os
import time

from locust import FastHttpUser, constant, constant_throughput, events, task

THROUGHPUT = os.environ.get("BENCH_THROUGHPUT")


class Plain(FastHttpUser):
    wait_time = constant_throughput(float(THROUGHPUT)) if THROUGHPUT else constant(0)

    @task
    def get(self):
        self.client.get(os.environ["BENCH_PATH"])


@events.test_start.add_listener
def note_startup(environment, **_):
    """Writes down the CPU time used so far, which is for importing and not for requests."""
    with open(os.environ["BENCH_STARTUP"], "w", encoding="ascii") as file:
        file.write(str(time.process_time()))
