/// How often an endpoint's answers had again what was told of them a moment ago: counted here, and told with the next
/// look. Most endpoints that have such a finding have it with every answer.
struct AnswersAgain: Sendable {
    private struct Count: Sendable {
        var times = 0
        /// When an answer last had it, ns.
        var last: UInt64 = 0

        mutating func add(at now: UInt64) {
            times += 1
            last = now
        }
    }

    private struct Place: Sendable {
        /// What was told.
        var told: AnswerSightings = []
        /// Until when it need not be told anew, ns.
        var quietUntil: UInt64 = 0
        var largePayload = Count()
        var noCompression = Count()
        var noCachingHeaders = Count()
    }

    /// By the endpoint's number.
    private var places: [Place] = []

    /// Counts what was seen in an answer, if all of it was told.
    /// - Parameter now: by the monitor's clock, ns.
    /// - Returns: whether it was; if not, it is to be told, and counts as told from now on.
    @inline(__always)
    mutating func count(_ seen: AnswerSightings, endpoint: Int, at now: UInt64) -> Bool {
        guard endpoint < places.count, now < places[endpoint].quietUntil, places[endpoint].told.isSuperset(of: seen)
        else {
            begin(seen, endpoint: endpoint, at: now)
            return false
        }
        if seen.contains(.largePayload) { places[endpoint].largePayload.add(at: now) }
        if seen.contains(.noCompression) { places[endpoint].noCompression.add(at: now) }
        if seen.contains(.noCachingHeaders) { places[endpoint].noCachingHeaders.add(at: now) }
        return true
    }

    private mutating func begin(_ seen: AnswerSightings, endpoint: Int, at now: UInt64) {
        while places.count <= endpoint { places.append(Place()) }
        if now >= places[endpoint].quietUntil { places[endpoint].told = [] }
        places[endpoint].told.formUnion(seen)
        places[endpoint].quietUntil = now &+ UInt64(FindingTable.refresh) * 1_000_000
    }

    /// Gives what was counted of every endpoint to the findings.
    mutating func tell(_ findings: inout FindingTable, at now: UInt64, _ time: Int64) {
        for endpoint in places.indices { tell(&findings, endpoint: endpoint, at: now, time) }
    }

    /// Gives what was counted of an endpoint to the findings.
    /// - Parameters:
    ///   - now: by the monitor's clock, ns.
    ///   - time: the same in milliseconds since 1970.
    mutating func tell(_ findings: inout FindingTable, endpoint: Int, at now: UInt64, _ time: Int64) {
        guard endpoint < places.count else { return }
        func tell(_ count: inout Count, _ detector: LiveDetector) {
            guard count.times > 0 else { return }
            let age = PerformanceMonitor.elapsed(from: count.last, to: now) / 1_000_000
            findings.add(.init(detector: detector, endpoint: endpoint), times: count.times, lastSeen: time - Int64(age))
            count = Count()
        }
        tell(&places[endpoint].largePayload, .largePayload)
        tell(&places[endpoint].noCompression, .noCompression)
        tell(&places[endpoint].noCachingHeaders, .noCachingHeaders)
    }

    /// About how many bytes it holds.
    var memoryBytes: Int { places.capacity * MemoryLayout<Place>.stride }
}
