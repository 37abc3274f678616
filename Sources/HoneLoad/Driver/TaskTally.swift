import HoneCore

/// What one event loop counts for one task. Plain counters in fixed places: recording allocates nothing.
struct TaskTally: Sendable {
    var requests = 0
    var successes = 0
    var notModified = 0
    var servedFromClientCache = 0
    var bytesReceived = 0
    var bytesSent = 0
    private var errors = [Int](repeating: 0, count: LoadErrorKind.allCases.count)
    private var statuses = [Int](repeating: 0, count: 1_000)
    private var latency = LatencyHistogram()
    private var serviceTime = LatencyHistogram()

    /// An answer with a status below 400.
    @inline(__always)
    mutating func success(status: Int, latency latencyNanoseconds: UInt64, serviceTime serviceNanoseconds: UInt64) {
        requests += 1
        successes += 1
        statuses[status] += 1
        latency.record(nanoseconds: latencyNanoseconds)
        serviceTime.record(nanoseconds: serviceNanoseconds)
    }

    /// A request that failed.
    mutating func failure(_ kind: LoadErrorKind, status: Int) {
        requests += 1
        errors[kind.index] += 1
        if status > 0 { statuses[status] += 1 }
    }

    func result(name: String) -> TaskResult {
        var result = TaskResult(name: name)
        result.requests = requests
        result.successes = successes
        result.notModified = notModified
        result.servedFromClientCache = servedFromClientCache
        result.bytesReceived = bytesReceived
        result.bytesSent = bytesSent
        for kind in LoadErrorKind.allCases where errors[kind.index] > 0 { result.errors[kind] = errors[kind.index] }
        for (status, count) in statuses.enumerated() where count > 0 { result.statuses[status] = count }
        result.latency = latency
        result.serviceTime = serviceTime
        return result
    }
}

/// What one event loop counts in one interval of the run, of all tasks.
struct IntervalTally: Sendable {
    var requests = 0
    var failures = 0
    var bytesReceived = 0
    var users = 0
    var latency = LatencyHistogram()

    mutating func add(_ other: IntervalTally) {
        requests += other.requests
        failures += other.failures
        bytesReceived += other.bytesReceived
        users += other.users
        latency.add(other.latency)
    }
}
