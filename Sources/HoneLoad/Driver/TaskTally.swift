import HoneCore

/// What one event loop counts for one task in one interval. Plain counters in fixed places: once a task has run,
/// recording allocates nothing.
struct TaskTally: Sendable {
    var requests = 0
    var successes = 0
    var notModified = 0
    var servedFromClientCache = 0
    var bytesReceived = 0
    var bytesSent = 0
    private var errors = [Int](repeating: 0, count: LoadErrorKind.allCases.count)
    private var statuses = [Int](repeating: 0, count: 1_000)
    /// Of each check: how often it held and did not.
    private var passed: [Int]
    private var failed: [Int]
    private(set) var latency: LatencyHistogram?
    private var serviceTime: LatencyHistogram?

    init(checks: Int = 0) {
        passed = Array(repeating: 0, count: checks)
        failed = Array(repeating: 0, count: checks)
    }

    var failures: Int { requests - successes }
    /// Whether nothing was counted. The bytes of a redirect are received in one interval and its answer counted in a
    /// later.
    var isEmpty: Bool { requests == 0 && servedFromClientCache == 0 && bytesSent == 0 && bytesReceived == 0 }

    /// An answer that is as it must be.
    @inline(__always)
    mutating func success(status: Int, latency latencyNanoseconds: UInt64, serviceTime serviceNanoseconds: UInt64) {
        requests += 1
        successes += 1
        statuses[status] += 1
        if latency == nil { begin() }
        latency?.record(nanoseconds: latencyNanoseconds)
        serviceTime?.record(nanoseconds: serviceNanoseconds)
    }

    private mutating func begin() {
        latency = LatencyHistogram()
        serviceTime = LatencyHistogram()
    }

    /// A request that failed.
    mutating func failure(_ kind: LoadErrorKind, status: Int) {
        requests += 1
        errors[kind.index] += 1
        if status > 0 { statuses[status] += 1 }
    }

    /// What the checks of one answer came to; a bit each in `failures`.
    @inline(__always)
    mutating func checked(failures: UInt64) {
        for index in passed.indices {
            if failures & (1 << UInt64(min(index, 63))) == 0 { passed[index] += 1 } else { failed[index] += 1 }
        }
    }

    mutating func add(_ other: TaskTally) {
        if other.isEmpty { return }
        requests += other.requests
        successes += other.successes
        notModified += other.notModified
        servedFromClientCache += other.servedFromClientCache
        bytesReceived += other.bytesReceived
        bytesSent += other.bytesSent
        for index in errors.indices { errors[index] += other.errors[index] }
        for index in statuses.indices { statuses[index] += other.statuses[index] }
        for index in passed.indices {
            passed[index] += other.passed[index]
            failed[index] += other.failed[index]
        }
        guard let otherLatency = other.latency, let otherService = other.serviceTime else { return }
        if latency == nil { begin() }
        latency?.add(otherLatency)
        serviceTime?.add(otherService)
    }

    /// Adds what an interval's point tells of all tasks together.
    mutating func addCounts(_ other: TaskTally) {
        requests += other.requests
        successes += other.successes
        bytesReceived += other.bytesReceived
        guard let otherLatency = other.latency, other.successes > 0 else { return }
        if latency == nil { latency = LatencyHistogram() }
        latency?.add(otherLatency)
    }

    /// Forgets what was counted and keeps the memory.
    mutating func reset() {
        if isEmpty { return }
        requests = 0
        successes = 0
        notModified = 0
        servedFromClientCache = 0
        bytesReceived = 0
        bytesSent = 0
        for index in errors.indices { errors[index] = 0 }
        for index in statuses.indices { statuses[index] = 0 }
        for index in passed.indices {
            passed[index] = 0
            failed[index] = 0
        }
        latency?.reset()
        serviceTime?.reset()
    }

    func result(of task: RequestPlan.PlannedTask) -> TaskResult {
        var result = TaskResult(name: task.name, method: task.variants[0].method, tags: task.tags)
        result.checks = task.expectation.names.enumerated().map { index, name in
            CheckResult(name: name, passed: passed[index], failed: failed[index])
        }
        result.requests = requests
        result.successes = successes
        result.notModified = notModified
        result.servedFromClientCache = servedFromClientCache
        result.bytesReceived = bytesReceived
        result.bytesSent = bytesSent
        for kind in LoadErrorKind.allCases where errors[kind.index] > 0 { result.errors[kind] = errors[kind.index] }
        for (status, count) in statuses.enumerated() where count > 0 { result.statuses[status] = count }
        if let latency, let serviceTime {
            result.latency = latency
            result.serviceTime = serviceTime
        }
        return result
    }
}
