import HoneCore

extension Pattern {
    /// PAT-017: the application measures itself.
    static let monitoring = Pattern(
        id: .monitoring,
        title: "Monitoring",
        problem: """
            Nobody sees the response times that users get, so a slow release is found out by complaint. Where \
            something is measured it is often an average, which hides the one request in twenty that takes a second, \
            and nothing says whether the time went to SQL, to another service or to the application's own code.
            """,
        when: """
            Always in production: it does not make a request faster, it keeps the gains from getting lost. Keep it \
            cheap (no task, no lock that is held for long, no formatting per request) and do not label by anything \
            that grows without bound: user ids, raw paths, query strings.
            """,
        how: [
            """
            Record for each request: route template (not the path), method, status class, duration, time in SQL, \
            number of queries, bytes.
            """,
            """
            Keep durations in a histogram and read p50, p95 and p99 from it. Percentiles of several processes are \
            not averaged: the histograms are merged.
            """,
            "Measure from the moment the request arrives, so that waiting for a worker or a connection is in the figure.",
            "Add saturation: memory, CPU, open descriptors, connections in use and waited for, cache hits.",
            "Log the slow requests only, as JSON lines, with the numbers and a trace id; no parameters that may be secret.",
            "Alert on what users feel (p95, error share) for several minutes, not on a single peak.",
            "Send `Server-Timing` to developers, so that the browser shows where the time went.",
        ],
        snippets: [
            Snippet(
                stack: "Swift (Hummingbird)", language: "swift",
                code: #"""
                    // Hummingbird's own middleware feeds whatever swift-metrics backend the process has set up.
                    router.add(middleware: MetricsMiddleware())

                    // Slow requests, by route template, as one log line each.
                    struct SlowRequests<Context: RequestContext>: RouterMiddleware {
                        let limit: Duration

                        func handle(
                            _ request: Request, context: Context, next: (Request, Context) async throws -> Response
                        ) async throws -> Response {
                            let start = ContinuousClock.now
                            let response = try await next(request, context)
                            let elapsed = start.duration(to: .now)
                            if elapsed > limit {
                                context.logger.warning(
                                    "slow request",
                                    metadata: [
                                        "route": "\(request.method) \(context.endpointPath ?? "-")",
                                        "status": "\(response.status.code)", "elapsed": "\(elapsed)",
                                    ])
                            }
                            return response
                        }
                    }
                    router.add(middleware: SlowRequests(limit: .milliseconds(500)))
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, Hone toolkit)", language: "swift",
                code: #"""
                    import HoneHummingbird
                    import HoneMonitor

                    let monitor = PerformanceMonitor(configuration: .init(log: .jsonLines("logs/performance.jsonl")))
                    router.add(middleware: monitor.middleware())  // outermost: it sees what is really sent
                    // GET /api/monitoring/metrics, /api/monitoring/metrics/{endpoint} and /api/monitoring/system
                    monitor.addRoutes(to: router, adminToken: ProcessInfo.processInfo.environment["ADMIN_TOKEN"] ?? "")
                    // Where the app is made: how late its event loops are.
                    app.addServices(monitor.watch(app.eventLoopGroup))
                    """#),
            Snippet(
                stack: "Python (Flask)", language: "python",
                code: #"""
                    import time
                    from flask import g, request
                    from prometheus_client import Histogram, make_wsgi_app
                    from werkzeug.middleware.dispatcher import DispatcherMiddleware

                    LATENCY = Histogram(
                        "http_request_seconds", "Response time", ["method", "route", "status"],
                        buckets=(0.005, 0.01, 0.025, 0.05, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5),
                    )

                    @app.before_request
                    def start_timer():
                        g.started = time.perf_counter()

                    @app.after_request
                    def record(response):
                        route = request.url_rule.rule if request.url_rule else "unmatched"
                        elapsed = time.perf_counter() - g.started
                        LATENCY.labels(request.method, route, f"{response.status_code // 100}xx").observe(elapsed)
                        response.headers["Server-Timing"] = f"app;dur={elapsed * 1000:.1f}"
                        return response

                    # Several worker processes: set PROMETHEUS_MULTIPROC_DIR (see prometheus_client's documentation).
                    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/metrics": make_wsgi_app()})
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    import logging
                    import time
                    from django.db import connection

                    log = logging.getLogger("slow")

                    class SlowRequests:
                        def __init__(self, get_response):
                            self.get_response = get_response

                        def __call__(self, request):
                            queries, in_sql, started = 0, 0.0, time.perf_counter()

                            def count(execute, sql, params, many, context):
                                nonlocal queries, in_sql
                                begun = time.perf_counter()
                                try:
                                    return execute(sql, params, many, context)
                                finally:
                                    queries += 1
                                    in_sql += time.perf_counter() - begun

                            with connection.execute_wrapper(count):
                                response = self.get_response(request)
                            elapsed = time.perf_counter() - started
                            if elapsed > 0.5:
                                route = request.resolver_match.route if request.resolver_match else "unmatched"
                                log.warning("%s %s %.3fs sql=%.3fs queries=%d", request.method, route, elapsed, in_sql, queries)
                            return response
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    const prometheus = require("prom-client");
                    prometheus.collectDefaultMetrics(); // event loop lag, memory, descriptors
                    const latency = new prometheus.Histogram({
                      name: "http_request_seconds",
                      help: "Response time",
                      labelNames: ["method", "route", "status"],
                      buckets: [0.005, 0.01, 0.025, 0.05, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5],
                    });

                    app.use((req, res, next) => {
                      const stop = latency.startTimer({ method: req.method });
                      res.on("finish", () => {
                        const route = req.route ? req.baseUrl + req.route.path : "unmatched";
                        stop({ route, status: `${Math.floor(res.statusCode / 100)}xx` });
                      });
                      next();
                    });
                    app.get("/metrics", async (req, res) => {
                      res.type(prometheus.register.contentType).send(await prometheus.register.metrics());
                    });
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "ruby",
                code: #"""
                    # config/initializers/slow_requests.rb
                    ActiveSupport::Notifications.subscribe("process_action.action_controller") do |event|
                      next if event.duration < 500

                      payload = event.payload
                      line = {
                        route: "#{payload[:controller]}##{payload[:action]}", status: payload[:status],
                        ms: event.duration.round(1), sql_ms: payload[:db_runtime]&.round(1)
                      }
                      Rails.logger.warn(line.to_json)
                    end
                    """#),
        ],
        risk: """
            A label with unbounded values (a user id, a raw path) fills the memory. Logs hold secrets. Measuring costs \
            more than it tells on a hot path. Alerts on averages or on single peaks teach people to ignore them.
            """,
        mitigation: """
            Route templates and status classes as labels; parameters left out; a fixed-memory histogram; a load test \
            with the monitoring on and off; alerts with a duration and a link to what to do.
            """,
        effortHours: 4,
        verification: "hone verify",
        sources: [
            "Prometheus, Histograms and summaries: https://prometheus.io/docs/practices/histograms/",
            "J. Dean, L. A. Barroso, The Tail at Scale, Communications of the ACM 56(2), 2013",
            "HdrHistogram: http://hdrhistogram.org",
            "W3C, Server Timing: https://www.w3.org/TR/server-timing/",
        ])
}
