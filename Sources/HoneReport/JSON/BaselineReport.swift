import Foundation
import HoneCore

/// `PERFORMANCE_BASELINE_REPORT.json`: what an application was like when it was measured, for programs to read.
///
/// The structure is stable within a `schemaVersion`: keys may be added, none goes or changes its meaning. Every key is
/// always there; what was not measured is `null` and its reason stands in `missing`. Times are in milliseconds (`…Ms`),
/// sizes in bytes (`…Bytes`), memory in MB of 1,000,000 bytes (`…MB`), shares from 0 to 1 (`…Share`).
public struct BaselineReport: Codable, Sendable, Equatable {
    /// The version of this structure: 1.
    public var schemaVersion = 1
    /// When the probing began, ISO 8601 in UTC.
    public var capturedAt: Date
    /// The application's address.
    public var url: String
    /// The seed of the scenario.
    public var seed: UInt64
    /// Patterns that Hone had applied when this was measured, such as `PAT-016`.
    public var applied: [PatternID]
    /// The machine that everything ran on.
    public var machine: MachineRow
    /// A row for each endpoint that any probe saw.
    public var endpoints: [EndpointRow]
    /// Figures over all queries.
    @Nullable public var queries: QueryFigures?
    /// The database file.
    @Nullable public var database: DatabaseFigures?
    /// Many users at once.
    @Nullable public var load: LoadFigures?
    /// The application's processes.
    @Nullable public var system: SystemFigures?
    /// Pages in a browser; empty while there is no page probe, and `missing` says so.
    public var pages: [PageRow] = []
    /// What is missing, and why.
    public var missing: [MissingRow]

    /// The machine.
    public struct MachineRow: Codable, Sendable, Equatable {
        /// Operating system and kernel.
        public var system: String
        /// The processor's name.
        public var processor: String
        /// Cores that Hone could use.
        public var cores: Int
        /// Memory in MB.
        public var memoryMB: Double
    }

    /// A page in a browser.
    public struct PageRow: Codable, Sendable, Equatable {
        /// Its path.
        public var path: String
        /// The load event, after the start of the navigation.
        @Nullable public var pageLoadMs: Double?
        /// `domInteractive`, after the start of the navigation.
        @Nullable public var domInteractiveMs: Double?
        /// Web Vitals by their abbreviation: `LCP` in ms, `CLS` without unit, and so on.
        public var webVitals: [String: Double]
    }

    /// Something that is missing.
    public struct MissingRow: Codable, Sendable, Equatable {
        /// What it is: `latency`, `load`, `queries`, `database`, `advice`, `http`, `system`, `pageLoad`,
        /// `domInteractive`, `webVitals`, or the name of an endpoint that was left out.
        public var what: String
        /// Why.
        public var reason: String
    }

    /// The report as JSON: pretty printed, keys sorted, dates in ISO 8601, a line feed at the end.
    /// - Throws: `EncodingError` when a figure is not finite, which JSON cannot say.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
