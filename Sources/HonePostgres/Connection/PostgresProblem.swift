/// Why Hone cannot work with a PostgreSQL database, and what to do about it.
public struct PostgresProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Kind: String, Sendable, Codable {
        /// The address cannot be read.
        case address
        /// Nothing answers there.
        case unreachable
        /// The server does not let this user in.
        case login
        /// There is no database of this name.
        case noDatabase
        /// The server is older than Hone can work with.
        case tooOld
        /// An extension is missing, or not loaded.
        case missingExtension
        /// The role may not do what is needed.
        case permission
        /// The server is a replica, which can only be read.
        case replica
        /// Somebody is connected who may not be.
        case inUse
        /// The server has no room left.
        case diskFull
        /// The connection broke.
        case disconnected
    }

    /// What kind of problem it is.
    public let kind: Kind
    /// What was attempted: "connect to".
    public let attempted: String
    /// The database, without a password.
    public let database: String
    /// What was found.
    public let found: String
    /// What to do.
    public let remedy: String

    init(_ kind: Kind, attempted: String, database: String, found: String, remedy: String) {
        self.kind = kind
        self.attempted = attempted
        self.database = database
        self.found = found
        self.remedy = remedy
    }

    /// The whole for a person.
    public var description: String { "Cannot \(attempted) \(database): \(found). \(remedy)" }
}

/// What the server refused: its code, its own words and the statement.
public struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// SQLSTATE, five characters (<https://www.postgresql.org/docs/current/errcodes-appendix.html>); empty when libpq
    /// itself refused.
    public let code: String
    /// What the server said.
    public let message: String
    /// The statement.
    public let sql: String

    /// It was stopped by `statement_timeout`.
    public var isTimeout: Bool { code == "57014" }

    /// One line.
    public var description: String { "PostgreSQL error \(code): \(message) in: \(sql)" }
}
