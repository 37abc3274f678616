import HoneCore

/// What came of the requests of one task, or of all tasks together.
public struct TaskResult: Sendable, Codable, Equatable {
    /// The task's name; `total` for all together.
    public var name: String
    /// The task's method; empty for all together.
    public var method: String
    /// The task's tags.
    public var tags: [String]
    /// Requests that ended, one way or the other, within the recorded time.
    public var requests: Int
    /// Requests whose checks all held; without a check of the status, one below 400 (304 included) is needed too.
    public var successes: Int
    /// Failed requests by kind; kinds that did not occur are absent.
    public var errors: [LoadErrorKind: Int]
    /// Answers by status code, whether they count as success or not.
    public var statuses: [Int: Int]
    /// The task's checks, in its order.
    public var checks: [CheckResult]
    /// Answers with status 304 to a conditional request; part of the successes.
    public var notModified: Int
    /// Times that a user's own cache answered, without a request. Not part of the requests.
    public var servedFromClientCache: Int
    /// Bytes received, headers and chunk framing included; above TLS.
    public var bytesReceived: Int
    /// Bytes sent, headers included; above TLS.
    public var bytesSent: Int
    /// Of the successes: from the intended start to the complete answer. Waiting for a connection, and for a
    /// generator that is late, counts in.
    public var latency: LatencyHistogram
    /// Of the successes: from the actual send to the complete answer.
    public var serviceTime: LatencyHistogram

    /// Failed requests of all kinds.
    public var failures: Int { errors.values.reduce(0, +) }
    /// Failed requests as a share of all requests, 0 to 1; 0 without requests.
    public var errorShare: Double { requests == 0 ? 0 : Double(failures) / Double(requests) }

    /// A result without requests.
    public init(name: String, method: String = "", tags: [String] = [], checks: [CheckResult] = []) {
        self.name = name
        self.method = method
        self.tags = tags
        self.checks = checks
        requests = 0
        successes = 0
        errors = [:]
        statuses = [:]
        notModified = 0
        servedFromClientCache = 0
        bytesReceived = 0
        bytesSent = 0
        latency = LatencyHistogram()
        serviceTime = LatencyHistogram()
    }

    /// Adds up several tasks under one name, without their checks: those of one task say nothing about another.
    public init(totalOf tasks: [TaskResult], name: String = "total") {
        self.init(name: name)
        for task in tasks { addCounts(task) }
    }

    /// Adds the requests of `other`; nothing is lost. Checks add up by their names; method and tags stay as they are.
    public mutating func add(_ other: TaskResult) {
        for check in other.checks {
            if let index = checks.firstIndex(where: { $0.name == check.name }) {
                checks[index].passed += check.passed
                checks[index].failed += check.failed
            } else {
                checks.append(check)
            }
        }
        addCounts(other)
    }

    /// Adds everything of `other` but its checks, for sums over several tasks.
    public mutating func addCounts(_ other: TaskResult) {
        requests += other.requests
        successes += other.successes
        errors.merge(other.errors, uniquingKeysWith: +)
        statuses.merge(other.statuses, uniquingKeysWith: +)
        notModified += other.notModified
        servedFromClientCache += other.servedFromClientCache
        bytesReceived += other.bytesReceived
        bytesSent += other.bytesSent
        latency.add(other.latency)
        serviceTime.add(other.serviceTime)
    }
}
