import HoneCore
import HoneLoad

/// What a run in a process of its own tells the process that started it.
struct ChildReport: Codable, Sendable {
    var requests: Int
    var errors: [String: Int]
    var seconds: Double
    var connections: Int
    /// From the intended start, ms.
    var latency: LatencySnapshot
    /// In a closed model, corrected for what slow answers kept from being sent.
    var corrected: LatencySnapshot?
    /// From the planned start to the actual one, ms.
    var startDelay: LatencySnapshot
    /// Whether the run says of itself that the generator did not keep up.
    var isInvalid: Bool
    var memory: [MemoryLog.Sample]

    init(_ result: LoadResult, memory: [MemoryLog.Sample]) {
        requests = result.total.requests
        errors = Dictionary(uniqueKeysWithValues: result.total.errors.map { ($0.rawValue, $1) })
        seconds = result.seconds
        connections = result.connections
        latency = result.total.latency.snapshot
        if case .closed(let interval) = result.model {
            corrected = result.total.latency.correctedForOmission(expectedInterval: interval).snapshot
        }
        startDelay = result.generator.startDelay.snapshot
        isInvalid = result.isInvalid
        self.memory = memory
    }
}
