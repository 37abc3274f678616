import Foundation
import HoneCore
import HoneDatabase

/// What Hone has applied to the target and not undone, kept in `.hone/applied.json`.
public struct AppliedFixes: Sendable, Codable, Equatable {
    /// Patterns switched on, in the order they were.
    public var switches: [PatternID] = []
    /// Changes of the database, in the order they were made.
    public var changes: [Change] = []

    /// Settings that the preloaded library makes, while `connectionSettings` is among the switches.
    public var pragmas: [PragmaSetting]?

    /// How the application is started with all of it.
    var settings: TargetSettings { TargetSettings(switches: switches, pragmas: pragmas ?? []) }

    /// A change of the database.
    public struct Change: Sendable, Codable, Equatable {
        /// The pattern it applies.
        public var pattern: PatternID
        /// The folder of the change under `.hone/changes`.
        public var folder: String

        /// A change from its parts.
        public init(pattern: PatternID, folder: String) {
            self.pattern = pattern
            self.folder = folder
        }
    }

    /// Every pattern that is applied.
    public var patterns: [PatternID] { (switches + changes.map(\.pattern)).sorted() }

    /// Nothing applied.
    public init() {}

    /// Takes in changes that are in the database but not written down: Hone was killed right after a swap.
    static func adopt(_ workspace: Workspace) throws {
        var applied = try load(workspace)
        let before = applied
        for change in try SafeChange.inPlace(workFolder: workspace.changes.path) {
            let isKnown = applied.changes.contains { Self.isSame($0.folder, change.folder) }
            guard !isKnown, let pattern = PatternID(rawValue: try change.state().change.pattern) else { continue }
            applied.changes.append(Change(pattern: pattern, folder: change.folder))
        }
        if applied != before { try applied.save(workspace) }
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        URL(fileURLWithPath: one).standardizedFileURL.path == URL(fileURLWithPath: other).standardizedFileURL.path
    }

    private static func file(_ workspace: Workspace) -> URL { workspace.state.appending(path: "applied.json") }

    /// Reads what is applied; nothing when the file is not there.
    public static func load(_ workspace: Workspace) throws -> AppliedFixes {
        guard let data = FileManager.default.contents(atPath: file(workspace).path) else { return AppliedFixes() }
        do {
            return try JSONCoding.decoder.decode(AppliedFixes.self, from: data)
        } catch {
            throw AgentError(
                .failed, "\(file(workspace).path) cannot be read: \(error)",
                remedy: "It says what Hone changed; mend it by hand, or restore the backups under .hone/changes.")
        }
    }

    /// Writes what is applied.
    public func save(_ workspace: Workspace) throws {
        try workspace.write(JSONCoding.encoder.encode(self), to: Self.file(workspace))
    }
}
