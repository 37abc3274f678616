import Foundation

/// What one operation cost, in microseconds.
struct Cost: CustomStringConvertible {
    /// Time of all threads of the process.
    var cpu: Double
    /// Time that passed.
    var wall: Double

    var description: String { String(format: "%.2f µs CPU, %.2f µs wall a read", cpu, wall) }

    /// The medians, each for itself.
    static func median(of costs: [Cost]) -> Cost {
        func middle(_ values: [Double]) -> Double {
            let sorted = values.sorted()
            return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        }
        return Cost(cpu: middle(costs.map(\.cpu)), wall: middle(costs.map(\.wall)))
    }

    /// How many times another's.
    func ratio(to other: Cost) -> String {
        String(format: "%.3f × CPU, %.3f × wall", cpu / other.cpu, wall / other.wall)
    }
}

/// What the process has used so far.
struct Usage {
    private let cpu: Double
    private let wall: ContinuousClock.Instant

    static func now() -> Usage {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(RUSAGE_SELF.rawValue, &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
        return Usage(cpu: microseconds(usage.ru_utime) + microseconds(usage.ru_stime), wall: .now)
    }

    func cost(since start: Usage, operations: Int) -> Cost {
        let passed = (wall - start.wall) / .microseconds(1)
        return Cost(cpu: (cpu - start.cpu) / Double(operations), wall: passed / Double(operations))
    }
}
