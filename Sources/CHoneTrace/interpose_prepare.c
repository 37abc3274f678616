// In front of the functions that prepare a statement: its record is made here, and the time that preparing took.
#include "interpose.h"
#include "statement.h"

struct preparation {
    struct hone_library *library;
    /// Null when the connection is not followed.
    struct hone_connection *connection;
    /// SQLite prepares this one for itself.
    bool inner;
    uint64_t started;
};

static struct preparation begin(sqlite3 *db, const void *caller) {
    struct preparation preparation = {
        .connection = hone_settings.tracing && db ? hone_connection_find(db) : NULL,
    };
    if (!preparation.connection) {
        preparation.library = hone_library_for_caller(caller);
        return preparation;
    }
    preparation.library = preparation.connection->library;
    struct hone_thread *thread = hone_thread();
    preparation.inner =
        (thread->running > 0 || thread->preparing > 0) && hone_library_is_caller(preparation.library, caller);
    thread->preparing++;
    preparation.started = hone_now();
    return preparation;
}

static int end(const struct preparation *preparation, int result, sqlite3_stmt **stmt) {
    if (!preparation->connection) return result;
    uint64_t nanoseconds = hone_now() - preparation->started;
    hone_thread()->preparing--;
    if (result != SQLITE_OK || !stmt || !*stmt) return result;
    if (preparation->inner) {
        // The address may have been another statement's before.
        hone_statement_forget(*stmt, NULL);
    } else {
        hone_statement_prepared(preparation->connection, *stmt, nanoseconds);
    }
    return result;
}

#define HONE_PREPARE(name, text)                                                                                   \
    HONE_INTERPOSED int sqlite3_##name(                                                                            \
        sqlite3 *db, const text *sql, int bytes, sqlite3_stmt **stmt, const text **rest) {                         \
        struct preparation preparation = begin(db, HONE_CALLER);                                                   \
        struct hone_library *library = preparation.library;                                                        \
        bool known = library && library->name;                                                                     \
        return end(&preparation, known ? library->name(db, sql, bytes, stmt, rest) : SQLITE_ERROR, stmt);          \
    }

#define HONE_PREPARE_FLAGS(name, text)                                                                             \
    HONE_INTERPOSED int sqlite3_##name(                                                                            \
        sqlite3 *db, const text *sql, int bytes, unsigned flags, sqlite3_stmt **stmt, const text **rest) {         \
        struct preparation preparation = begin(db, HONE_CALLER);                                                   \
        struct hone_library *library = preparation.library;                                                        \
        bool known = library && library->name;                                                                     \
        return end(&preparation, known ? library->name(db, sql, bytes, flags, stmt, rest) : SQLITE_ERROR, stmt);   \
    }

HONE_PREPARE(prepare, char)
HONE_PREPARE(prepare_v2, char)
HONE_PREPARE_FLAGS(prepare_v3, char)
HONE_PREPARE(prepare16, void)
HONE_PREPARE(prepare16_v2, void)
HONE_PREPARE_FLAGS(prepare16_v3, void)
