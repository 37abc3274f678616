// The prepared statements of this process and the execution that each is in.
#ifndef HONE_STATEMENT_H
#define HONE_STATEMENT_H

#include "connection.h"

#pragma GCC visibility push(hidden)

struct hone_statement {
    struct hone_node node;
    struct hone_connection *connection;
    struct hone_library *library;
    sqlite3_stmt *stmt;
    /// Of the SQL as the app wrote it: tells when the address was given to another statement unseen.
    uint64_t fingerprint;
    /// The normalised SQL, escaped for JSON.
    char *sql;
    size_t sql_length;
    bool sql_cut;
    bool readonly;
    /// What the app spent in `sqlite3_prepare…`; logged with the first execution.
    uint64_t prepare_nanoseconds;

    // The execution under way, from its first step to its last, to a reset or to a finalize.
    bool active;
    /// Its steps are not seen, only SQLite's own trace callbacks.
    bool traced_only;
    bool nested;
    bool in_transaction;
    /// A write that began while its connection held a read transaction: it must turn that into a write transaction.
    bool upgrade;
    int result;
    /// Which kind of SQLITE_BUSY the last refusal was (https://www.sqlite.org/rescode.html#busy_snapshot).
    int busy_code;
    uint64_t started, started_wall, nanoseconds, rows, busy, waits, wait_nanoseconds;
};

extern struct hone_map hone_statements;

/// The record kept of `stmt`, made if there is none. Null: SQLite's own statement, an unknown connection, or memory
/// is short. Checks between executions that the address still means the same statement.
struct hone_statement *hone_statement_of(sqlite3_stmt *stmt, const void *caller);

/// A statement that the app has just prepared.
void hone_statement_prepared(struct hone_connection *connection, sqlite3_stmt *stmt, uint64_t nanoseconds);

struct hone_statement *hone_statement_find(const sqlite3_stmt *stmt);

/// Forgets `stmt`; with `only`, nothing happens unless it is that record.
void hone_statement_forget(const sqlite3_stmt *stmt, const struct hone_statement *only);

/// Removes the record without freeing it, so that it outlives a `sqlite3_finalize`.
struct hone_statement *hone_statement_take(const sqlite3_stmt *stmt);
void hone_statement_free(struct hone_statement *statement);

/// Forgets what is left of a connection that is closed.
void hone_statements_forget(struct hone_connection *connection);

#pragma GCC visibility pop

#endif
