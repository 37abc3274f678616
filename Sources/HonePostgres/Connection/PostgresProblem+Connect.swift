extension PostgresProblem {
    /// Why connecting failed. libpq gives no code for it, only the server's or its own words, which this knows in
    /// English; in another language they are told as they are.
    init(connecting address: PostgresAddress, words: String, needsPassword: Bool) {
        let words = words.trimmedLines
        let (kind, remedy) = PostgresProblem.judge(words, needsPassword: needsPassword)
        self.init(kind, attempted: "connect to", database: "\(address)", found: words, remedy: remedy)
    }

    private static func judge(_ words: String, needsPassword: Bool) -> (Kind, String) {
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        if needsPassword || says("no password supplied") {
            return (
                .login,
                "The server wants a password: set PGPASSWORD or add a line to ~/.pgpass, so that it is in no file of "
                    + "the project."
            )
        }
        if says("password authentication failed", "authentication failed") {
            return (.login, "The user or the password is wrong: try the same with psql.")
        }
        if says("no pg_hba.conf entry") {
            return (.login, "The server's pg_hba.conf lets nobody in from here: add a line for this user and database.")
        }
        if says("role ") && says("does not exist") {
            return (.login, "Name a user that the server has, as postgresql://user@host/name.")
        }
        if says("database ") && says("does not exist") {
            return (.noDatabase, "`psql -l` lists the databases that the server has.")
        }
        if says("starting up", "shutting down", "recovery mode", "not yet accepting") {
            return (.unreachable, "Wait until the server is up, then run this again.")
        }
        if says("too many clients", "remaining connection slots") {
            return (.unreachable, "All connections are taken: close some, or raise max_connections.")
        }
        return (
            .unreachable,
            "Is the server running, and does it listen there? `pg_isready` with the same host and port tells."
        )
    }
}

extension String {
    /// Lines of a message as one, without the break at its end.
    var trimmedLines: String {
        split(whereSeparator: \.isNewline).map { $0.trimming { $0 == " " || $0 == "\t" } }.joined(separator: "; ")
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
