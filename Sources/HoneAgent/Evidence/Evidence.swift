import Foundation
import HoneCore
import HoneDatabase

/// What the probes saw of the target at one time, saved as JSON so that diagnosis and reports run again without
/// traffic.
public struct Evidence: Sendable, Codable {
    /// When the probing began.
    public var capturedAt: Date
    /// The target's address.
    public var url: String
    /// The machine that everything ran on.
    public var machine: Machine
    /// The seed of the scenario.
    public var seed: UInt64
    /// Patterns that were applied by Hone when this was measured.
    public var applied: [PatternID]
    /// Endpoints that could not be measured, and why.
    public var leftOut: [String: String]
    /// One request at a time.
    public var latency: Gathered<LatencyEvidence>
    /// Many users at once.
    public var load: Gathered<LoadEvidence>
    /// The SQL of each request.
    public var queries: Gathered<QueryEvidence>
    /// The database file.
    public var database: Gathered<DatabaseInspection>
    /// Indices that were measured on a copy of the database.
    public var advice: Gathered<IndexAdvice>
    /// Headers and sizes.
    public var http: Gathered<HTTPEvidence>
    /// The application's processes.
    public var system: Gathered<SystemEvidence>

    /// Evidence in which nothing has been gathered yet.
    public init(url: String, machine: Machine, seed: UInt64, applied: [PatternID], capturedAt: Date = .now) {
        let none = "not gathered yet"
        self.capturedAt = capturedAt
        self.url = url
        self.machine = machine
        self.seed = seed
        self.applied = applied
        leftOut = [:]
        latency = .missing(none)
        load = .missing(none)
        queries = .missing(none)
        database = .missing(none)
        advice = .missing(none)
        http = .missing(none)
        system = .missing(none)
    }
}

/// What a probe brought home: its evidence, or why there is none.
public enum Gathered<Value> {
    /// The probe ran.
    case measured(Value)
    /// The probe could not run, and this is why.
    case missing(String)

    /// The evidence, if there is any.
    public var value: Value? {
        if case .measured(let value) = self { value } else { nil }
    }

    /// The same with another value, when there is one.
    func map<Other>(_ transform: (Value) -> Other) -> Gathered<Other> {
        switch self {
        case .measured(let value): .measured(transform(value))
        case .missing(let reason): .missing(reason)
        }
    }

    /// Why there is none, if there is none.
    public var reason: String? {
        if case .missing(let reason) = self { reason } else { nil }
    }

}

extension Gathered: Sendable where Value: Sendable {}

extension Gathered: Codable where Value: Codable {
    private enum CodingKeys: String, CodingKey { case measured, missing }

    /// `{"measured": …}` or `{"missing": "why"}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .measured(let value): try container.encode(value, forKey: .measured)
        case .missing(let reason): try container.encode(reason, forKey: .missing)
        }
    }

    /// Reads what `encode(to:)` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let value = try container.decodeIfPresent(Value.self, forKey: .measured) {
            self = .measured(value)
        } else {
            self = .missing(try container.decode(String.self, forKey: .missing))
        }
    }
}
