/// Opens a pool of connections to a SQLite database with the settings of production: WAL, `synchronous = NORMAL`,
/// readers sized for the machine, IMMEDIATE writes, limits on waiting and on the time of a statement, slow statements
/// told.
///
///     let database = try HoneDatabase.open(path: "app.db")
///     let chefs = try await database.read { db in try Chef.fetchAll(db) }
///
/// A function of the module and not of a type: a type named as its module would hide everything else in it.
/// - Throws: GRDB's `DatabaseError`; the first connection is made now, so that a file that cannot be opened is told
///   here.
public func open(
    path: String, configuration: ConnectionPoolConfiguration = ConnectionPoolConfiguration()
) throws -> ConnectionPool {
    try ConnectionPool(path: path, configuration: configuration, time: .real())
}
