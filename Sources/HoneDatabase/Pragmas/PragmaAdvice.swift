/// A setting that the adviser proposes, and why.
public struct PragmaAdvice: Sendable, Codable, Equatable {
    /// What to set.
    public var setting: PragmaSetting
    /// What holds without it: what the file says, or what a connection gets that sets nothing.
    public var found: String
    /// Why, in a sentence or two with the numbers that it follows from.
    public var reason: String
    /// It may change what the app does, and not only how fast: a person decides. Hone proposes it and never sets it by
    /// itself.
    public var changesBehaviour = false

    /// In the file, or per connection.
    public var place: Pragma.Place { setting.pragma.place }
    /// The page of SQLite's documentation that it follows from.
    public var source: String { setting.pragma.documentation }

    /// An advice from its parts.
    init(_ setting: PragmaSetting, found: String, reason: String, changesBehaviour: Bool = false) {
        self.setting = setting
        self.found = found
        self.reason = reason
        self.changesBehaviour = changesBehaviour
    }

    private enum CodingKeys: String, CodingKey { case setting, found, reason, changesBehaviour, place, source }

    /// Reads what `encode(to:)` wrote.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        setting = try keyed.decode(PragmaSetting.self, forKey: .setting)
        found = try keyed.decode(String.self, forKey: .found)
        reason = try keyed.decode(String.self, forKey: .reason)
        changesBehaviour = try keyed.decode(Bool.self, forKey: .changesBehaviour)
    }

    /// Writes place and source too, for those who read the JSON.
    /// - Throws: `EncodingError`.
    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(setting, forKey: .setting)
        try keyed.encode(found, forKey: .found)
        try keyed.encode(reason, forKey: .reason)
        try keyed.encode(changesBehaviour, forKey: .changesBehaviour)
        try keyed.encode(place, forKey: .place)
        try keyed.encode(source, forKey: .source)
    }
}
