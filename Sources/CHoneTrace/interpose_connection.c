// In front of the functions that begin and end a connection, and of those that set its trace callback.
#include "connection.h"
#include "interpose.h"
#include "pragmas.h"
#include "statement.h"
#include "trace.h"

static struct hone_library *before_open(const void *caller) {
    struct hone_library *library = hone_library_for_caller(caller);
    if (library && (hone_settings.tracing || hone_pragmas_wanted())) hone_library_arm(library);
    if (library && hone_settings.tracing) hone_thread()->preparing++;
    return library;
}

static int after_open(struct hone_library *library, int result, sqlite3 **db) {
    if (result == SQLITE_OK) hone_pragmas_after_open(library, *db);
    if (!hone_settings.tracing) return result;
    hone_thread()->preparing--;
    // An app may have cleared the list of extensions, and us with it.
    if (result == SQLITE_OK && library->traceable && !hone_connection_find(*db)) hone_connection_follow(library, *db);
    return result;
}

HONE_INTERPOSED int sqlite3_open(const char *file, sqlite3 **db) {
    struct hone_library *library = before_open(HONE_CALLER);
    return library ? after_open(library, library->open(file, db), db) : SQLITE_ERROR;
}

HONE_INTERPOSED int sqlite3_open16(const void *file, sqlite3 **db) {
    struct hone_library *library = before_open(HONE_CALLER);
    return library ? after_open(library, library->open16(file, db), db) : SQLITE_ERROR;
}

HONE_INTERPOSED int sqlite3_open_v2(const char *file, sqlite3 **db, int flags, const char *layer) {
    struct hone_library *library = before_open(HONE_CALLER);
    return library ? after_open(library, library->open_v2(file, db, flags, layer), db) : SQLITE_ERROR;
}

static struct hone_connection *followed(sqlite3 *db) {
    return hone_settings.tracing && db ? hone_connection_find(db) : NULL;
}

// The record is taken out of the map before SQLite frees the connection: the address may be given to another one,
// opened by another thread, before we are back.
static int close_followed(struct hone_connection *connection, int (*close)(sqlite3 *), bool lingers) {
    struct hone_library *library = connection->library;
    sqlite3 *db = connection->db;
    struct hone_thread *thread = hone_thread();
    const sqlite3 *outer = thread->closing;
    // After `sqlite3_close_v2` the connection lives on, closed, until its last statement is finalised.
    bool outlives = lingers && library->next_stmt(db, NULL) != NULL;
    hone_map_take(&hone_connections, db, &connection->node);
    if (outlives) hone_trace_uninstall(connection);
    thread->closing = db;
    int result = close(db);
    thread->closing = outer;
    if (result != SQLITE_OK) {
        hone_map_put(&hone_connections, &connection->node);
        return result;
    }
    hone_connection_log_closed(connection);
    if (!outlives) hone_statements_forget(connection);
    hone_connection_release(connection);
    return result;
}

HONE_INTERPOSED int sqlite3_close(sqlite3 *db) {
    struct hone_connection *connection = followed(db);
    if (connection) return close_followed(connection, connection->library->close, false);
    struct hone_library *library = hone_library_for_caller(HONE_CALLER);
    return library ? library->close(db) : SQLITE_ERROR;
}

HONE_INTERPOSED int sqlite3_close_v2(sqlite3 *db) {
    struct hone_connection *connection = followed(db);
    if (connection) return close_followed(connection, connection->library->close_v2, true);
    struct hone_library *library = hone_library_for_caller(HONE_CALLER);
    return library ? library->close_v2(db) : SQLITE_ERROR;
}

HONE_INTERPOSED int sqlite3_trace_v2(sqlite3 *db, unsigned mask, hone_trace_callback callback, void *context) {
    struct hone_connection *connection = followed(db);
    if (connection) return hone_app_trace(connection, mask, callback, context);
    struct hone_library *library = hone_library_for_caller(HONE_CALLER);
    return library && library->trace_v2 ? library->trace_v2(db, mask, callback, context) : SQLITE_ERROR;
}

HONE_INTERPOSED void *sqlite3_trace(sqlite3 *db, hone_legacy_trace callback, void *context) {
    struct hone_connection *connection = followed(db);
    if (connection) return hone_app_legacy_trace(connection, callback, context);
    struct hone_library *library = hone_library_for_caller(HONE_CALLER);
    return library && library->trace ? library->trace(db, callback, context) : NULL;
}

HONE_INTERPOSED void *sqlite3_profile(sqlite3 *db, hone_legacy_profile callback, void *context) {
    struct hone_connection *connection = followed(db);
    if (connection) return hone_app_legacy_profile(connection, callback, context);
    struct hone_library *library = hone_library_for_caller(HONE_CALLER);
    return library && library->profile ? library->profile(db, callback, context) : NULL;
}

// An app's own extension may make settings of its own: it is to run after ours, so that they hold.
HONE_INTERPOSED int sqlite3_auto_extension(void (*extension)(void)) {
    struct hone_library *library = hone_library_for_caller(HONE_CALLER);
    if (library && hone_pragmas_wanted()) hone_library_arm(library);
    return library && library->auto_extension ? library->auto_extension(extension) : SQLITE_ERROR;
}
