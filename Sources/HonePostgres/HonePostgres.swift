/// The room for PostgreSQL: what an app asks of its database, told by the server's own statistics
/// (`StatementStatistics`), the plans it makes (`PostgresPlan`), and which indexes would pay, measured on copies
/// (`PostgresIndexAdvisor`). It speaks to the server through libpq and uses the words of `HoneDatabase`: `Workload` in,
/// `IndexAdvice` out. A module of its own, so that who does not use PostgreSQL does not need its library.
public enum HonePostgres {}
