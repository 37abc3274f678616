/// A pragma and its value, both from the closed list.
public struct PragmaSetting: Sendable, Codable, Equatable, CustomStringConvertible {
    /// What is set.
    public let pragma: Pragma
    /// To what; empty for `ANALYZE` and `PRAGMA optimize`.
    public let value: String

    /// A setting.
    /// - Returns: nil when the value is not one that is let through.
    public init?(_ pragma: Pragma, _ value: String) {
        guard pragma.allows(value) else { return nil }
        self.pragma = pragma
        self.value = value
    }

    /// A setting with a number of the adviser's, within the range by construction.
    init(_ pragma: Pragma, number: Int) {
        self.pragma = pragma
        value = String(number)
    }

    /// A setting with a word of the adviser's.
    init(_ pragma: Pragma, word: String = "") {
        self.pragma = pragma
        value = word
    }

    /// Reads `synchronous=NORMAL`, as `--pragma` and `HONE_PRAGMAS` have it.
    /// - Throws: `PragmaSettingError` when the name or the value is not on the list.
    public init(parsing text: String) throws(PragmaSettingError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0]).trimmed.lowercased()
        guard let pragma = Pragma(rawValue: name), pragma.isPreloadable else {
            throw PragmaSettingError(
                text: text, found: "'\(name)' is not a setting of a connection that can be set from outside",
                remedy: "Known are \(Pragma.allCases.filter(\.isPreloadable).map(\.rawValue).joined(separator: ", ")).")
        }
        let value = parts.count == 2 ? String(parts[1]).trimmed : ""
        guard pragma.allows(value) else {
            throw PragmaSettingError(
                text: text, found: "'\(value)' is not a value of \(name)", remedy: "It takes \(pragma.values).")
        }
        self.pragma = pragma
        self.value = value
    }

    /// `synchronous=NORMAL`.
    public var description: String { value.isEmpty ? pragma.rawValue : "\(pragma.rawValue)=\(value)" }

    /// The statement that sets it.
    public var sql: String {
        switch pragma {
        case .analyze: "ANALYZE"
        case .optimize: "PRAGMA optimize"
        default: "PRAGMA \(pragma.rawValue) = \(value)"
        }
    }

    /// Decodes a setting; one that is not on the list is refused.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        let pragma = try keyed.decode(Pragma.self, forKey: .pragma)
        let value = try keyed.decode(String.self, forKey: .value)
        guard pragma.allows(value) else {
            throw DecodingError.dataCorruptedError(
                forKey: .value, in: keyed, debugDescription: "\(pragma.rawValue) takes \(pragma.values)")
        }
        self.pragma = pragma
        self.value = value
    }

    private enum CodingKeys: String, CodingKey { case pragma, value }
}

/// Why a text is not a setting that may be made: what was written, what is wrong with it, and what is right.
public struct PragmaSettingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was written.
    public var text: String
    /// What is wrong with it, in a sentence without a full stop.
    public var found: String
    /// What to write.
    public var remedy: String

    /// Both in two sentences.
    public var description: String { "Cannot set '\(text)': \(found). \(remedy)" }
}

extension [PragmaSetting] {
    /// The value of `HONE_PRAGMAS`: `synchronous=NORMAL;cache_size=-65536`. What does not live in a connection is left
    /// out.
    public var environmentValue: String {
        filter(\.pragma.isPreloadable).map(\.description).joined(separator: ";")
    }

    /// These with some others: of two that set the same pragma, the other one counts.
    public func overridden(by others: [PragmaSetting]) -> [PragmaSetting] {
        filter { own in !others.contains { $0.pragma == own.pragma } } + others
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
