import Foundation
import HoneDatabase

/// Looks into the database's file: settings, schema, indices. It opens it for reading only.
struct DatabaseProbe: Sendable {
    let workspace: Workspace

    func gather() throws -> DatabaseInspection {
        guard workspace.target.postgres == nil else {
            throw ProbeFailure("it looks into SQLite files, and the database is PostgreSQL")
        }
        guard let database = workspace.database else {
            throw ProbeFailure("hone.yaml names no database")
        }
        return try DatabaseInspection.inspect(path: database.path)
    }
}

/// Why a probe brings nothing; the run goes on and the report shows what is missing.
struct ProbeFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
