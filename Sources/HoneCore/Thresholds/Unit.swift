/// A unit that a person may write after a number.
public enum Unit: String, Sendable, Codable, CaseIterable {
    /// Milliseconds; `us`, `ms`, `s`, `min` and `h` are read as such.
    case milliseconds = "ms"
    /// Megabytes of 1,000,000 bytes; `kB`, `MB`, `GB`, `KiB`, `MiB` and `GiB` are read as such.
    case megabytes = "MB"
    /// Per cent.
    case percent = "%"
    /// Users at once.
    case users
    /// Points of a score.
    case points

    /// The spellings that are read, and how many of this unit one of them is.
    var spellings: [(suffix: String, factor: Double)] {
        switch self {
        case .milliseconds: [("us", 0.001), ("µs", 0.001), ("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)]
        case .megabytes:
            [
                ("kB", 0.001), ("KB", 0.001), ("MB", 1), ("GB", 1_000), ("KiB", 0.001024), ("MiB", 1.048576),
                ("GiB", 1_073.741824), ("B", 0.000001),
            ]
        case .percent: [("%", 1)]
        case .users: [("users", 1), ("user", 1)]
        case .points: [("points", 1), ("point", 1)]
        }
    }

    /// Reads a quantity such as `150ms`, `1.8 s` or `75%` into this unit.
    /// - Throws: `QuantityError` when the text is not a number followed by one of this unit's spellings.
    public func parse(_ text: String) throws(QuantityError) -> Double {
        guard let quantity = Quantity(text), let number = quantity.value() else {
            throw QuantityError(text: text, unit: self, reason: .notANumber)
        }
        guard !quantity.unit.isEmpty else { throw QuantityError(text: text, unit: self, reason: .noUnit) }
        guard let spelling = spellings.first(where: { $0.suffix == quantity.unit }) else {
            throw QuantityError(text: text, unit: self, reason: .otherUnit)
        }
        return number * spelling.factor
    }
}

/// A quantity that could not be read.
public struct QuantityError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with the text.
    public enum Reason: Sendable {
        /// It does not begin with a number that is zero or more.
        case notANumber
        /// There is a number and nothing behind it.
        case noUnit
        /// What stands behind the number is not one of the unit's spellings.
        case otherUnit
    }

    /// The text as it was written.
    public let text: String
    /// The unit that was expected.
    public let unit: Unit
    /// What is wrong.
    public let reason: Reason

    /// What is wrong and what to write instead.
    public var description: String {
        let spellings = unit.spellings.map(\.suffix).joined(separator: ", ")
        let number = text.prefix { $0.isNumber || $0 == "." }
        let example =
            "\(number.isEmpty ? "100" : String(number))\(unit.spellings.first { $0.factor == 1 }?.suffix ?? unit.rawValue)"
        switch reason {
        case .notANumber: return "'\(text)' is not a number with a unit; write for example '\(example)'"
        case .noUnit: return "'\(text)' has no unit; write for example '\(example)' (units: \(spellings))"
        case .otherUnit: return "'\(text)' has a unit that does not fit here; write one of \(spellings)"
        }
    }
}
