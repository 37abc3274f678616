import HoneCore

extension Pattern {
    /// PAT-020: the application is tried with many users before they come.
    static let loadTesting = Pattern(
        id: .loadTesting,
        title: "Load testing",
        problem: """
            Nobody knows how many users the application can take until they are there. One request at a time shows \
            neither the lock that serialises writers nor the pool that runs dry nor the memory that grows, and a \
            slow change is found in production.
            """,
        when: """
            Before a launch, after every change meant to make something faster, and in CI for the endpoints that \
            matter. Never against production or another's machine without leave; not with an empty database, which \
            proves nothing; not with the generator on a machine that is itself busy.
            """,
        how: [
            "Take the mix from the access log: endpoints, their weights, think time between requests.",
            """
            Use data of production's size and skew, and many different parameters: one id over and over measures \
            the cache.
            """,
            """
            Decide what is modelled. Users who wait for the answer before they go on (closed) slow down with the \
            application; arrivals from a large public (open) do not. The two give very different tails.
            """,
            """
            Measure latency from the moment a request was meant to be sent. A generator that waits for a slow answer \
            and then starts its clock leaves out exactly the requests that were delayed (coordinated omission).
            """,
            "Warm up, then raise users in steps and hold each long enough for its percentiles to mean something.",
            "Look for the knee: throughput stops growing while p95 climbs. Capacity is the last step within the thresholds.",
            "Watch the generator as well: when its own CPU is used up, the step says nothing about the application.",
            "Count errors and wrong answers beside latency: a fast 500 is not a fast answer.",
            "Compare before and after on one machine, alternating, and more than once; report an interval, not a number.",
        ],
        snippets: [
            Snippet(
                stack: "Hone (any stack)", language: "yaml",
                code: #"""
                    # hone.yaml; then `hone baseline`, or `hone load --users 100` for one level of a running app
                    target:
                      url: http://127.0.0.1:8000
                    endpoints:
                      - request: GET /api/products
                        weight: 5
                      - request: GET /api/chefs/{id}
                        paths: [/api/chefs/1, /api/chefs/17, /api/chefs/203]
                        weight: 3
                    load:
                      users: [10, 25, 50, 100, 200]
                      reference: 50
                      seconds: 10
                      think_time: 200ms-1s
                    thresholds:
                      response_p95: 150ms
                      error_rate: 0.1%
                    """#),
            Snippet(
                stack: "Python (Locust)", language: "python",
                code: #"""
                    import random
                    from locust import HttpUser, between, task

                    class Guest(HttpUser):
                        wait_time = between(0.2, 1)

                        def on_start(self):
                            answer = self.client.post("/api/auth/login", json={"email": "ana@example.org", "password": "secret"})
                            self.client.headers["Authorization"] = f"Bearer {answer.json()['token']}"

                        @task(5)
                        def products(self):
                            self.client.get("/api/products")

                        @task(3)
                        def chef(self):
                            # `name` keeps all ids in one row
                            self.client.get(f"/api/chefs/{random.randint(1, 500)}", name="/api/chefs/{id}")
                    """#),
            Snippet(
                stack: "JavaScript (k6)", language: "javascript",
                code: #"""
                    import http from "k6/http";
                    import { check } from "k6";

                    export const options = {
                      scenarios: {
                        arrivals: { // open: requests come whether or not the last one was answered
                          executor: "ramping-arrival-rate",
                          startRate: 10,
                          timeUnit: "1s",
                          preAllocatedVUs: 200,
                          stages: [
                            { target: 50, duration: "30s" },
                            { target: 200, duration: "1m" },
                          ],
                        },
                      },
                      thresholds: { http_req_duration: ["p(95)<150"], http_req_failed: ["rate<0.001"] },
                    };

                    export default function () {
                      const answer = http.get("http://127.0.0.1:8000/api/products");
                      check(answer, { "is 200": (r) => r.status === 200 });
                    }
                    """#),
            Snippet(
                stack: "Shell (hey)", language: "sh",
                code: #"""
                    # A second opinion on one address: 50 connections, at most 20 requests per second each, 30 seconds.
                    hey -z 30s -c 50 -q 20 http://127.0.0.1:8000/api/products
                    """#),
            Snippet(
                stack: "CI (GitHub Actions)", language: "yaml",
                code: #"""
                    jobs:
                      load:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: make build seed
                          # Starts the app as hone.yaml says; exit code 1 when a threshold is not met.
                          - run: hone baseline
                          - run: hone report --junit > thresholds.xml
                            if: always()
                    """#),
        ],
        risk: """
            The test brings down something that others use, or fills a real database with bookings. A scenario that \
            is too simple promises a capacity that is not there. A noisy machine makes a difference out of nothing.
            """,
        mitigation: """
            A copy of the system on its own machine; loopback unless allowed; a limit on errors at which the test \
            stops; parameters drawn from real data; the machine's own noise measured first (A against A).
            """,
        effortHours: 4,
        verification: "hone baseline",
        sources: [
            "B. Schroeder, A. Wierman, M. Harchol-Balter, Open Versus Closed: A Cautionary Tale, NSDI 2006",
            "G. Tene, How NOT to Measure Latency, 2013 (coordinated omission); wrk2: https://github.com/giltene/wrk2",
            "N. J. Gunther, Guerrilla Capacity Planning, Springer 2007 (the universal scalability law)",
            "J. D. C. Little, A Proof for the Queuing Formula L = λW, Operations Research 9(3), 1961",
        ])
}
