import CPostgres

/// Where a PostgreSQL database is and who asks: a connection URI (`postgresql://user@host:5432/name`) or a list of
/// `key=value` pairs, as libpq reads them
/// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>).
///
/// The address may hold a password, so it describes itself without: neither printing, interpolating nor dumping one
/// shows it. What is missing comes from libpq's own places: `PGPASSWORD`, `~/.pgpass`, `PGHOST`, ….
public struct PostgresAddress: Sendable, Hashable {
    /// The address as it was given, password and all: for a file of the same secrecy, never for a log or a report.
    public let secretText: String
    /// Its settings by libpq's keywords; those that were given only.
    let settings: [String: String]

    /// Reads an address; nothing is connected to.
    /// - Throws: `PostgresProblem` when libpq cannot read it. The text is not repeated, as it may hold a password.
    public init(_ text: String) throws {
        var failure: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &failure) else {
            // libpq's words quote the address.
            PQfreemem(failure)
            throw PostgresAddress.unreadable("it is neither a connection URI nor a list of key=value pairs")
        }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // libpq takes "user:a/b@host" for the host "user" and a database that the password is a part of.
        if PostgresAddress.isAmbiguous(text)
            || settings["port"]?.contains(where: { !"0123456789,".contains($0) }) == true
        {
            throw PostgresAddress.unreadable("a character of its name or password is one that ends a part of a URI")
        }
        secretText = text
        self.settings = settings
    }

    /// A URI with an '@' after the part that names user and host.
    private static func isAmbiguous(_ text: String) -> Bool {
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(scheme.count).prefix { $0 != "?" }
        let authority = rest.prefix { $0 != "/" }
        return rest.dropFirst(authority.count).contains("@") || authority.filter { $0 == "@" }.count > 1
    }

    private static func unreadable(_ found: String) -> PostgresProblem {
        PostgresProblem(
            .address, attempted: "read the address of", database: "the PostgreSQL database", found: found,
            remedy: "Write for example postgresql://user@localhost:5432/name; a '@', '/', ':' or '%' in a name or "
                + "password is written %40, %2F, %3A or %25.")
    }

    private init(secretText: String, settings: [String: String]) {
        self.secretText = secretText
        self.settings = settings
    }

    /// The database's name; nil when libpq's defaults decide.
    public var database: String? { settings["dbname"] }

    /// The same server and user with another database.
    public func with(database: String) -> PostgresAddress {
        var changed = settings
        changed["dbname"] = database
        return PostgresAddress(secretText: PostgresAddress.text(changed), settings: changed)
    }

    /// Settings as a list of `key='value'`.
    private static func text(_ settings: [String: String]) -> String {
        settings.sorted { $0.key < $1.key }.map { key, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "\(key)='\(escaped)'"
        }.joined(separator: " ")
    }

    /// A text from elsewhere, such as the server's words, without the password.
    func redacted(_ text: String) -> String {
        guard let password = settings["password"], !password.isEmpty else { return text }
        return text.replacing(password, with: "…")
    }
}

extension PostgresAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `user@host:port/database`, what of it was given.
    public var description: String {
        let user = settings["user"].map { "\($0)@" } ?? ""
        let host = settings["host"] ?? settings["hostaddr"] ?? "the default host"
        let port = settings["port"].map { ":\($0)" } ?? ""
        return "\(user)\(host)\(port)/\(database ?? settings["user"] ?? "the default database")"
    }

    /// As `description`.
    public var debugDescription: String { description }

    /// Shows `description` alone.
    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

extension PostgresAddress: Codable {
    /// Reads the text of an address.
    /// - Throws: `PostgresProblem`.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the address without its password: what is encoded may go into a report.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        var shown = settings
        shown["password"] = nil
        shown["sslpassword"] = nil
        try container.encode(PostgresAddress.text(shown))
    }
}
