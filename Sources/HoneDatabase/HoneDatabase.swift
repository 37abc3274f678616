// HoneDatabase is the room for everything about a SQLite database: what state a file is in (`Inspection`), how a
// statement is executed (`Plan`), which indexes a workload would gain from, found by executing it on a copy
// (`Advisor`), how somebody's database file is changed so that a kill at any point leaves it old or new and never
// broken (`Change`), and for Swift apps, on GRDB, a pool of connections (`Pool`) that watches what they run
// (`Statements`), and a loader of many keys at once (`Batch`). The instruments talk to libsqlite3 through the thin
// `Connection` of this module and not through GRDB: GRDB sets pragmas, reads the schema and installs an authorizer of
// its own on every connection it opens, which is right for an app and wrong for an instrument that promises to change
// nothing and needs the authorizer, the file handle and the step itself.
