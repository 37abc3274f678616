import GRDB

/// What one instance of Bistro is started with.
struct Settings: Sendable {
    /// How long a connection waits for a lock, pooled or not.
    static let busySeconds = 10

    /// The SQLite file.
    var database: String
    /// The folder of the pictures.
    var pictures: String
    /// The patterns that are on.
    var switches: Switches
    /// Signs the session tokens. The default is for demonstrations: set `BISTRO_SECRET` for anything else.
    var secret = "bistro-demonstration-secret"
    /// Opens the monitor's routes; nil opens them to all. `BISTRO_ADMIN_TOKEN`.
    var adminToken: String?
    /// Sees every statement that is run without a pool, for tests that count them.
    var onStatement: (@Sendable (String) -> Void)?

    init(database: String, switches: Switches) {
        self.database = database
        self.pictures = PictureFolder.beside(database: database)
        self.switches = switches
    }

    /// What a connection is opened with when there is no pool.
    var configuration: Configuration {
        var configuration = Configuration()
        // Readers and the writer exclude each other with a rollback journal: wait, as apps in the wild do.
        configuration.busyMode = .timeout(Double(Self.busySeconds))
        if switches.has(.writeAheadLog) { WriteAheadLog.apply(to: &configuration) }
        if let onStatement {
            configuration.prepareDatabase { db in
                db.trace { onStatement($0.description) }
            }
        }
        return configuration
    }
}
