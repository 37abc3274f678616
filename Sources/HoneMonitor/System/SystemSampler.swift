import Synchronization

/// Reads what a process uses and remembers the CPU time of the last reading, so that the next can say a percentage.
final class SystemSampler: Sendable {
    private struct Previous {
        var ticks: UInt64
        var nanoseconds: UInt64
        var percent: Double
    }

    private let folder: String
    private let clock: MonitorClock
    private let previous = Mutex<Previous?>(nil)
    /// Less than this between two readings and the CPU time, which the kernel counts in ticks of 10 ms, says nothing:
    /// 100 ms.
    private static let shortestNanoseconds: UInt64 = 100_000_000

    init(folder: String = "/proc/self", clock: MonitorClock) {
        self.folder = folder
        self.clock = clock
    }

    /// A sample of now.
    func sample() throws(SystemReadError) -> SystemSnapshot {
        let reading = try ProcessReading(folder: folder)
        let rate = ProcessReading.ticksPerSecond
        let uptime = max(0, try ProcessReading.machineUptime() - Double(reading.startTicks) / rate)
        let ticks = reading.userTicks + reading.systemTicks
        let percent = percentOfCore(ticks: ticks, rate: rate, uptime: uptime)
        return SystemSnapshot(
            residentBytes: reading.residentBytes, peakResidentBytes: reading.peakResidentBytes,
            userSeconds: Double(reading.userTicks) / rate, systemSeconds: Double(reading.systemTicks) / rate,
            cpuPercent: percent, threads: reading.threads, openDescriptors: reading.openDescriptors,
            uptimeSeconds: uptime, allocator: AllocatorSnapshot.current)
    }

    private func percentOfCore(ticks: UInt64, rate: Double, uptime: Double) -> Double {
        let now = clock.nanoseconds()
        return previous.withLock { previous in
            guard let last = previous else {
                let percent = Double(ticks) / rate / max(uptime, 0.01) * 100
                previous = Previous(ticks: ticks, nanoseconds: now, percent: percent)
                return percent
            }
            guard now >= last.nanoseconds + Self.shortestNanoseconds else { return last.percent }
            let seconds = Double(now - last.nanoseconds) / 1e9
            let percent = Double(ticks - min(ticks, last.ticks)) / rate / seconds * 100
            previous = Previous(ticks: ticks, nanoseconds: now, percent: percent)
            return percent
        }
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SystemSampler {
    /// Processors that are online; 1 when the kernel does not say.
    static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
