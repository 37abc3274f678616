/// A size of a cache that is simulated.
public enum ForecastSize: Sendable, Equatable, CustomStringConvertible {
    /// A share of the different keys, more than 0.
    case share(Double)
    /// So many entries, at least 1.
    case entries(Int)

    /// Reads `5%`, `0.5%` or `10000`; nil for what is neither, or not more than nothing.
    public init?(_ text: some StringProtocol) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), percent.isFinite, percent > 0, percent <= 1_000 else {
                return nil
            }
            self = .share(percent / 100)
        } else {
            guard let entries = Int(text), entries > 0 else { return nil }
            self = .entries(entries)
        }
    }

    /// As it is read.
    public var description: String {
        switch self {
        case .entries(let entries): return "\(entries)"
        case .share(let share):
            let percent = (share * 100_000).rounded() / 1_000
            return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }

    /// The entries of a cache of this size, for the trace's keys that were kept.
    func capacity(_ trace: CacheTrace) -> Int {
        let kept = Double(trace.keys.distinctKeys)
        let wanted =
            switch self {
            case .share(let share): kept * share
            case .entries(let entries): Double(entries) * trace.rate
            }
        // Beyond all keys, nothing changes; a queue of the policy may then still be too short by one.
        return Int(max(1, min(wanted.rounded(), kept * 2 + 16)))
    }

    /// The entries of the cache that it stands for.
    func entries(_ trace: CacheTrace) -> Int {
        switch self {
        case .share(let share): max(1, CacheTrace.count(Double(trace.distinctKeys) * share))
        case .entries(let entries): entries
        }
    }
}

/// How long the values of a cache that is simulated are fresh.
public enum ForecastTTL: Sendable, Equatable, CustomStringConvertible {
    /// Until they are evicted.
    case none
    /// So many seconds after they were loaded.
    case seconds(Double)
    /// As they were stored while the trace was recorded.
    case recorded

    /// `none`, `recorded`, or a time such as `90s`, `5min`, `1h`.
    public var description: String {
        switch self {
        case .none: return "none"
        case .recorded: return "recorded"
        case .seconds(let seconds):
            guard let whole = Int(exactly: seconds) else { return "\(seconds)s" }
            if whole % 3_600 == 0 { return "\(whole / 3_600)h" }
            return whole % 60 == 0 ? "\(whole / 60)min" : "\(whole)s"
        }
    }
}
