/// The first line of a recorded trace: that it is one, and what was recorded how.
///
///     hone-cache-trace 1 rate=0.1 began=1795415449000 capacity=entries:10000 name=products
struct TraceHeader: Sendable, Equatable {
    /// The version of the format that is written.
    static let version = 1
    /// What every recorded trace begins with.
    static let magic = "hone-cache-trace "

    /// The share of the keys that was kept.
    var rate: Double
    /// When it began, milliseconds since 1970.
    var began: Int64
    /// What the cache held at most.
    var capacity: CacheCapacity
    /// What the cache is called.
    var name: String

    /// Why a line is no header that can be read.
    enum Refusal: Error, Equatable {
        case notATrace
        case newer(version: Int)
        case malformed
    }

    init(rate: Double, began: Int64, capacity: CacheCapacity, name: String) {
        self.rate = rate
        self.began = began
        self.capacity = capacity
        // The name is the rest of the line.
        self.name = String(name.map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? " " : $0 }.prefix(200))
    }

    /// The line, with its end.
    var line: String {
        let size =
            switch capacity {
            case .entries(let amount): "entries:\(amount)"
            case .weight(let amount): "weight:\(amount)"
            }
        return "\(Self.magic)\(Self.version) rate=\(rate) began=\(began) capacity=\(size) name=\(name)\n"
    }

    /// Reads a line, without its end.
    init(line: String) throws(Refusal) {
        guard line.hasPrefix(Self.magic) else { throw .notATrace }
        let words = line.dropFirst(Self.magic.count).split(
            separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
        guard let first = words.first, let version = Int(first) else { throw .malformed }
        guard version <= Self.version else { throw .newer(version: version) }
        guard words.count == 5, let rate = Self.value("rate", words[1]).flatMap(Double.init),
            rate >= SpatialSampling.leastRate, rate <= 1, let began = Self.value("began", words[2]).flatMap(Int64.init),
            let size = Self.value("capacity", words[3])?.split(separator: ":"), size.count == 2,
            let amount = Int(size[1]), let name = Self.value("name", words[4])
        else { throw .malformed }
        switch size[0] {
        case "entries": capacity = .entries(amount)
        case "weight": capacity = .weight(amount)
        default: throw .malformed
        }
        self.rate = rate
        self.began = began
        self.name = name
    }

    private static func value(_ key: String, _ word: Substring) -> String? {
        word.hasPrefix("\(key)=") ? String(word.dropFirst(key.count + 1)) : nil
    }
}
