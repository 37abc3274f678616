#include "trace.h"

#include <stddef.h>

#include "execution.h"
#include "process.h"

enum { OURS = SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE | SQLITE_TRACE_ROW | SQLITE_TRACE_CLOSE };

// A statement began out of our sight: no frame of ours is on this thread's stack. Triggers are announced under the
// statement that fires them, which is active by then.
static void began(sqlite3_stmt *stmt) {
    struct hone_statement *statement = hone_statement_of(stmt, __builtin_return_address(0));
    if (statement && !statement->active) hone_execution_begin(statement, true, false);
}

// The profile callback comes exactly once per execution. Its own time has a grain of a millisecond.
static void ended(sqlite3_stmt *stmt) {
    struct hone_statement *statement = hone_statement_find(stmt);
    if (!statement || !statement->active) return;
    bool traced_only = statement->traced_only;
    if (traced_only) statement->nanoseconds = hone_now() - statement->started;
    hone_execution_end(statement);
    // Its finalize will not be seen either.
    if (traced_only) hone_statement_forget(stmt, statement);
}

static void watch(struct hone_connection *connection, unsigned kind, void *subject) {
    const struct hone_thread *thread = hone_thread();
    if (kind == SQLITE_TRACE_CLOSE) {
        if (thread->closing != connection->db) hone_connection_log_closed(connection);
        return;
    }
    if (thread->running > 0 || thread->preparing > 0) return;
    if (kind == SQLITE_TRACE_STMT) began(subject);
    if (kind == SQLITE_TRACE_PROFILE) ended(subject);
    if (kind == SQLITE_TRACE_ROW) {
        struct hone_statement *statement = hone_statement_find(subject);
        if (statement && statement->active && statement->traced_only) statement->rows++;
    }
}

static int call_app(struct hone_connection *connection, unsigned kind, void *subject, void *detail) {
    struct hone_library *library = connection->library;
    if (kind == SQLITE_TRACE_STMT && connection->legacy_trace) {
        const char *text = detail;
        // The name of a trigger comes as a comment and is passed as it is.
        bool comment = text && text[0] == '-' && text[1] == '-' && text != library->sql(subject);
        char *expanded = comment ? NULL : library->expanded_sql(subject);
        connection->legacy_trace(connection->legacy_trace_context, expanded ? expanded : text);
        library->free(expanded);
    }
    if (kind == SQLITE_TRACE_PROFILE && connection->legacy_profile) {
        connection->legacy_profile(
            connection->legacy_profile_context, library->sql(subject), *(const uint64_t *)detail);
    }
    if (!connection->app_trace || !(connection->app_mask & kind)) return 0;
    return connection->app_trace(kind, connection->app_context, subject, detail);
}

static int traced(unsigned kind, void *context, void *subject, void *detail) {
    watch(context, kind, subject);
    return call_app(context, kind, subject, detail);
}

int hone_trace_install(struct hone_connection *connection) {
    return connection->library->trace_v2(connection->db, OURS | connection->app_mask, traced, connection);
}

void hone_trace_uninstall(struct hone_connection *connection) {
    connection->library->trace_v2(
        connection->db, connection->app_mask, connection->app_trace, connection->app_context);
}

// The fields are read in the callback, which runs under the connection's own mutex; so they change under it.
static void lock(struct hone_connection *connection) {
    connection->library->mutex_enter(connection->library->db_mutex(connection->db));
}

static void unlock(struct hone_connection *connection) {
    connection->library->mutex_leave(connection->library->db_mutex(connection->db));
}

int hone_app_trace(struct hone_connection *connection, unsigned mask, hone_trace_callback callback, void *context) {
    lock(connection);
    connection->app_mask = callback ? mask : 0;
    connection->app_trace = mask ? callback : NULL;
    connection->app_context = context;
    connection->legacy_trace = NULL;
    connection->legacy_profile = NULL;
    int result = hone_trace_install(connection);
    unlock(connection);
    return result;
}

// As SQLite has it: `sqlite3_trace` ends what the other two set, `sqlite3_profile` ends `sqlite3_trace` only.
static void clear_app_trace(struct hone_connection *connection) {
    connection->app_mask = 0;
    connection->app_trace = NULL;
    connection->app_context = NULL;
}

void *hone_app_legacy_trace(struct hone_connection *connection, hone_legacy_trace callback, void *context) {
    lock(connection);
    void *previous = connection->legacy_trace_context;
    clear_app_trace(connection);
    connection->legacy_profile = NULL;
    connection->legacy_trace = callback;
    connection->legacy_trace_context = context;
    unlock(connection);
    return previous;
}

void *hone_app_legacy_profile(struct hone_connection *connection, hone_legacy_profile callback, void *context) {
    lock(connection);
    void *previous = connection->legacy_profile_context;
    connection->legacy_trace = NULL;
    connection->legacy_profile = callback;
    connection->legacy_profile_context = context;
    unlock(connection);
    return previous;
}
