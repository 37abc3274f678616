// In front of the functions that run a statement: measured here, and logged after SQLite is done with it.
#include "execution.h"
#include "interpose.h"

// Primary result codes are the low byte (https://www.sqlite.org/rescode.html#pve).
static bool is_busy(int result) { return (result & 0xFF) == SQLITE_BUSY; }

// Runs `call` on the statement's SQLite with the time, and the waits for locks in it, added to the execution.
static int measure(struct hone_statement *statement, struct hone_thread *thread, int (*call)(sqlite3_stmt *)) {
    uint64_t waits = thread->waits, wait_nanoseconds = thread->wait_nanoseconds;
    thread->running++;
    uint64_t start = hone_now();
    int result = call(statement->stmt);
    uint64_t end = hone_now();
    thread->running--;
    statement->nanoseconds += end - start;
    statement->waits += thread->waits - waits;
    statement->wait_nanoseconds += thread->wait_nanoseconds - wait_nanoseconds;
    return result;
}

// SQLite runs statements for itself, inside of the app's: their work is the outer statement's.
static bool is_inner(const struct hone_thread *thread, const struct hone_library *library, const void *caller) {
    return (thread->running > 0 || thread->preparing > 0) && hone_library_is_caller(library, caller);
}

static struct hone_library *library_of(sqlite3_stmt *stmt, const void *caller) {
    struct hone_library *library = hone_library_for_caller(caller);
    if (!hone_settings.tracing || !stmt || !library || !library->db_handle) return library;
    struct hone_connection *connection = hone_connection_find(library->db_handle(stmt));
    return connection ? connection->library : library;
}

static int pass_through(sqlite3_stmt *stmt, const void *caller) {
    struct hone_library *library = library_of(stmt, caller);
    return library ? library->step(stmt) : SQLITE_ERROR;
}

HONE_INTERPOSED int sqlite3_step(sqlite3_stmt *stmt) {
    const void *caller = HONE_CALLER;
    if (!hone_settings.tracing || !stmt) return pass_through(stmt, caller);
    struct hone_thread *thread = hone_thread();
    if (thread->running > 0 || thread->preparing > 0) {
        struct hone_library *library = library_of(stmt, caller);
        if (!library || is_inner(thread, library, caller)) return library ? library->step(stmt) : SQLITE_ERROR;
    }
    struct hone_statement *statement = hone_statement_of(stmt, caller);
    if (!statement) return pass_through(stmt, caller);
    if (!statement->active) hone_execution_begin(statement, false, thread->running > 0);
    int result = measure(statement, thread, statement->library->step);
    statement->result = result;
    if (result == SQLITE_ROW) {
        statement->rows++;
    } else if (is_busy(result)) {
        // May be stepped again, so the execution ends with the reset that gives it up.
        statement->busy++;
        struct hone_library *library = statement->library;
        if (library->extended_errcode) statement->busy_code = library->extended_errcode(statement->connection->db);
    } else {
        hone_execution_end(statement);
    }
    return result;
}

HONE_INTERPOSED int sqlite3_reset(sqlite3_stmt *stmt) {
    struct hone_statement *statement = hone_settings.tracing && stmt ? hone_statement_find(stmt) : NULL;
    if (!statement) {
        struct hone_library *library = library_of(stmt, HONE_CALLER);
        return library ? library->reset(stmt) : SQLITE_ERROR;
    }
    struct hone_thread *thread = hone_thread();
    // A step that prepares its statement anew (the schema changed, or a value that the plan depends on) resets it: the
    // execution goes on.
    bool inner = is_inner(thread, statement->library, HONE_CALLER);
    if (!statement->active || inner) return statement->library->reset(stmt);
    int result = measure(statement, thread, statement->library->reset);
    hone_execution_end(statement);
    return result;
}

HONE_INTERPOSED int sqlite3_finalize(sqlite3_stmt *stmt) {
    // Taken out first: the address may be another statement's before SQLite has returned.
    struct hone_statement *statement = hone_settings.tracing && stmt ? hone_statement_take(stmt) : NULL;
    if (!statement) {
        struct hone_library *library = library_of(stmt, HONE_CALLER);
        return library ? library->finalize(stmt) : SQLITE_ERROR;
    }
    struct hone_library *library = statement->library;
    if (statement->active) {
        // The counters and the values go with the statement, so the reset that is part of it is done apart.
        measure(statement, hone_thread(), library->reset);
        hone_execution_end(statement);
    }
    struct hone_thread *thread = hone_thread();
    thread->running++;
    int result = library->finalize(stmt);
    thread->running--;
    hone_statement_free(statement);
    return result;
}
