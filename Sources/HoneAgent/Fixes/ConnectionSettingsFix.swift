import Foundation
import HoneDatabase

/// PAT-021 for an application that nobody changes: the preloaded library makes the settings on each connection.
struct ConnectionSettingsFix: Sendable {
    let settings: [PragmaSetting]

    /// The settings for a database as it is, or `nil` when there is nothing to set or no library to set it.
    /// - Throws: `DatabaseProblem`.
    init?(database: URL, tracer: Tracer) throws {
        settings = PragmaAdviser.connectionSettings(try PragmaFacts.read(path: database.path))
        if settings.isEmpty || tracer.library == nil { return nil }
    }

    /// How a person has the same, in a line.
    var description: String { "hone run \(settings.map { "--pragma \($0)" }.joined(separator: " ")) -- COMMAND" }
}
