import Foundation
import Synchronization

/// Reads memory, CPU, threads and descriptors of the application's processes, now and while something else goes on.
struct SystemProbe: Sendable {
    let running: RunningTarget

    /// A reading of this moment; `nil` when the process is not ours to know.
    func reading() -> SystemEvidence.Reading? { running.pid.map(ProcessTable.reading(of:)) }

    /// Runs `body`, reading four times a second, and returns the largest of each figure beside what it returned.
    func peak<Result: Sendable>(
        during body: () async throws -> Result
    ) async throws -> (result: Result, peak: SystemEvidence.Reading?) {
        guard let pid = running.pid else { return (try await body(), nil) }
        let largest = Mutex(ProcessTable.reading(of: pid))
        let sampler = Task {
            while !Task.isCancelled {
                let now = ProcessTable.reading(of: pid)
                largest.withLock { $0.raise(to: now) }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
        defer { sampler.cancel() }
        let result = try await body()
        let last = ProcessTable.reading(of: pid)
        return (
            result,
            largest.withLock {
                $0.raise(to: last); return $0
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
