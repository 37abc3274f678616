import HoneCore

/// What the generator itself used, and whether it kept up.
public struct GeneratorLoad: Sendable, Codable, Equatable {
    /// Event loops, a thread each.
    public var loops: Int
    /// User and system CPU seconds of the whole process while recording; other work in it counts in.
    public var cpuSeconds: Double
    /// CPU seconds of the busiest loop's thread as a share of the time recorded, 0 to 1.
    public var busiestLoop: Double
    /// How much later than planned requests started whose start the clock decides: arrivals, and requests after think
    /// time or a ramp. Waiting for a free user does not count: that is the target's doing.
    public var startDelay: LatencyHistogram
    /// Those that started more than 10 ms late.
    public var lateStarts: Int

    /// The load of `loops` event loops.
    public init(
        loops: Int, cpuSeconds: Double, busiestLoop: Double, startDelay: LatencyHistogram = LatencyHistogram(),
        lateStarts: Int = 0
    ) {
        self.loops = loops
        self.cpuSeconds = cpuSeconds
        self.busiestLoop = busiestLoop
        self.startDelay = startDelay
        self.lateStarts = lateStarts
    }

    /// A loop that is busy for more of its time than this has no reserve to be on time.
    public static let saturationShare = 0.9
    /// A planned start later than this counts as late, ms.
    public static let lateMilliseconds = 10.0
    /// More late starts than this share, and the schedule was not kept.
    public static let lateShare = 0.01

    /// More than 90 % of a core used by a loop, or more than 1 % of the requests started late by more than 10 ms.
    /// - Parameter requests: all that were made; those that follow an answer at once have no planned start.
    public func isSaturated(by requests: Int) -> Bool {
        let starts = max(requests, startDelay.count)
        return busiestLoop > Self.saturationShare
            || (starts > 0 && Double(lateStarts) / Double(starts) > Self.lateShare)
    }

    /// CPU time per request of a result with `requests` requests, µs.
    public func microsecondsPerRequest(_ requests: Int) -> Double {
        requests == 0 ? 0 : cpuSeconds * 1e6 / Double(requests)
    }
}
