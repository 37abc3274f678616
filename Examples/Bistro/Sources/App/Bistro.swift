/// Bistro is the app that Hone is shown on and tested against: a platform to book chefs, on Hummingbird and
/// SQLite, written as such apps are found. It is slow for the usual reasons only (a connection per request,
/// a rollback journal, missing indices, a query per row, nothing cached or compressed), and each cure is a
/// switch of its own in `BISTRO_PATTERNS`, so that every gain can be measured alone. The answers never change.
/// Rooms: `App` (start and wiring), `Routes` (a file per resource), `Queries` (the slow and the fast way side by
/// side), `Switches` (a pattern each), `Accounts`, `Pages` and `Public` (what browsers see), `Generator`.
import ArgumentParser

@main
struct Bistro: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bistro",
        abstract: "A chef-booking platform that is slow as such apps are found.",
        discussion: """
            bistro generate --output bistro.db
            bistro serve --database bistro.db --port 8000
            BISTRO_PATTERNS=PAT-010,PAT-016 bistro serve --database bistro.db
            """,
        subcommands: [GenerateCommand.self, ServeCommand.self])
}
