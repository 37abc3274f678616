/// At which level a body is packed: tighter where that costs little, faster where the processors have no time.
public struct CompressionEffort: Sendable, Equatable {
    /// How much work a level is.
    public enum Step: Int, Sendable, CaseIterable, Comparable {
        /// The least there is.
        case least
        /// Less than usual.
        case less
        /// As usual: ``ContentCoding/defaultLevel``.
        case usual
        /// More than usual.
        case more

        /// By work.
        public static func < (a: Step, b: Step) -> Bool { a.rawValue < b.rawValue }
    }

    /// Bodies of up to so many bytes get a step more on an idle machine: they take well below a millisecond either way.
    public var small: Int
    /// Bodies of more than so many bytes get a step less, as their reader waits for the last of them.
    public var large: Int
    /// From this share of the processors' time on, from 0 to 1, all get a step less.
    public var busy: Double
    /// From this share on, all get the least: there is no time left, and answering comes before packing.
    public var saturated: Double

    /// An effort by its thresholds.
    public init(small: Int = 16 << 10, large: Int = 1 << 20, busy: Double = 0.6, saturated: Double = 0.85) {
        self.small = small
        self.large = large
        self.busy = busy
        self.saturated = saturated
    }

    /// The step for a body.
    /// - Parameters:
    ///   - length: its length in bytes; nil for a stream.
    ///   - load: the share of the processors' time that is used, from 0 to 1.
    public func step(length: Int?, load: Double) -> Step {
        if load >= saturated { return .least }
        if load >= busy { return .less }
        guard let length else { return .usual }
        // Between idle and busy nothing is added.
        if length <= small, load < busy / 2 { return .more }
        return length > large ? .less : .usual
    }

    /// The level for a body; see ``step(length:load:)``.
    public func level(of coding: ContentCoding, length: Int?, load: Double) -> Int {
        coding.level(step(length: length, load: load))
    }
}

extension ContentCoding {
    /// The level of a step. Brotli begins at 2, as below that it packs worse than gzip.
    public func level(_ step: CompressionEffort.Step) -> Int {
        switch (self, step) {
        case (.identity, _): 0
        case (.gzip, .least): 1
        case (.gzip, .less): 4
        case (.gzip, .more): 8
        case (.br, .least): 2
        case (.br, .less): 3
        case (.br, .more): 5
        case (.zstd, .least): 1
        case (.zstd, .less): 2
        case (.zstd, .more): 6
        case (_, .usual): defaultLevel
        }
    }
}
