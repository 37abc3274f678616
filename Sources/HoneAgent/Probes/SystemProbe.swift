import Foundation
import Synchronization

/// Reads memory, CPU, threads and descriptors of the application's processes, now and while something else goes on: of
/// the processes that Hone started from the system, otherwise from the application's own monitor where it has one.
struct SystemProbe: Sendable {
    let running: RunningTarget
    let monitor: MonitorReader

    /// Where the readings come from, for the evidence; nil from the system itself.
    var source: String? { running.pid == nil ? MonitorReader.source : nil }

    /// A reading of this moment; `nil` when the process is not ours to know and no monitor tells.
    func reading() async -> SystemEvidence.Reading? {
        if let pid = running.pid { return ProcessTable.reading(of: pid) }
        return await monitor.system().map(SystemEvidence.Reading.init)
    }

    /// Runs `body`, reading four times a second, and returns the largest of each figure beside what it returned.
    func peak<Result: Sendable>(
        during body: () async throws -> Result
    ) async throws -> (result: Result, peak: SystemEvidence.Reading?) {
        guard let first = await reading() else { return (try await body(), nil) }
        let largest = Mutex(first)
        let sampler = Task {
            while !Task.isCancelled {
                if let now = await reading() { largest.withLock { $0.raise(to: now) } }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
        defer { sampler.cancel() }
        let result = try await body()
        let last = await reading()
        return (
            result,
            largest.withLock {
                if let last { $0.raise(to: last) }
                return $0
            }
        )
    }
}

extension SystemEvidence.Reading {
    /// Keeps the larger of each figure.
    mutating func raise(to other: Self) {
        processes = max(processes, other.processes)
        memory = max(memory, other.memory)
        cpuSeconds = max(cpuSeconds, other.cpuSeconds)
        threads = max(threads, other.threads)
        descriptors = max(descriptors, other.descriptors)
        sockets = max(sockets, other.sockets)
    }
}
