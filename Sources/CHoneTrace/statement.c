#include "statement.h"

#include <stdlib.h>
#include <string.h>

#include "hone_trace.h"
#include "json.h"
#include "process.h"

struct hone_map hone_statements;

enum { LONGEST_SQL = 16 << 10 };

static uint64_t fingerprint(const char *sql) {
    size_t length = strlen(sql);
    uint64_t hash = length * 0x9E3779B97F4A7C15u;
    while (length > 0) {
        uint64_t word = 0;
        size_t count = length < sizeof word ? length : sizeof word;
        memcpy(&word, sql, count);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
        sql += count;
        length -= count;
    }
    return hash;
}

void hone_statement_free(struct hone_statement *statement) {
    if (!statement) return;
    atomic_fetch_sub(&statement->connection->statements, 1);
    hone_connection_release(statement->connection);
    free(statement->sql);
    free(statement);
}

struct hone_statement *hone_statement_find(const sqlite3_stmt *stmt) {
    return (struct hone_statement *)hone_map_find(&hone_statements, stmt);
}

struct hone_statement *hone_statement_take(const sqlite3_stmt *stmt) {
    return (struct hone_statement *)hone_map_take(&hone_statements, stmt, NULL);
}

void hone_statement_forget(const sqlite3_stmt *stmt, const struct hone_statement *only) {
    const struct hone_node *node = only ? &only->node : NULL;
    hone_statement_free((struct hone_statement *)hone_map_take(&hone_statements, stmt, node));
}

static bool normalise(struct hone_statement *statement, const char *sql) {
    char normalised[LONGEST_SQL];
    int cut = 0;
    size_t length = hone_trace_normalise(sql, strlen(sql), normalised, sizeof normalised, &cut);
    size_t escaped = hone_json_escaped_length(normalised, length);
    statement->sql = malloc(escaped);
    if (!statement->sql && escaped > 0) return false;
    statement->sql_length = hone_json_escape(normalised, length, statement->sql);
    statement->sql_cut = cut;
    return true;
}

static struct hone_statement *follow(struct hone_connection *connection, sqlite3_stmt *stmt, const char *sql) {
    struct hone_statement *statement = calloc(1, sizeof *statement);
    if (!statement) return NULL;
    if (!normalise(statement, sql)) {
        free(statement);
        return NULL;
    }
    struct hone_library *library = connection->library;
    statement->node.key = stmt;
    statement->connection = connection;
    statement->library = library;
    statement->stmt = stmt;
    statement->fingerprint = fingerprint(sql);
    statement->readonly = library->stmt_readonly(stmt);
    atomic_fetch_add(&connection->holds, 1);
    atomic_fetch_add(&connection->statements, 1);
    hone_statement_free((struct hone_statement *)hone_map_put(&hone_statements, &statement->node));
    return statement;
}

void hone_statement_prepared(struct hone_connection *connection, sqlite3_stmt *stmt, uint64_t nanoseconds) {
    const char *sql = connection->library->sql(stmt);
    struct hone_statement *statement = sql ? follow(connection, stmt, sql) : NULL;
    if (statement) statement->prepare_nanoseconds = nanoseconds;
}

struct hone_statement *hone_statement_of(sqlite3_stmt *stmt, const void *caller) {
    struct hone_statement *known = hone_statement_find(stmt);
    if (known && known->active) return known;
    struct hone_library *library = known ? known->library : hone_library_for_caller(caller);
    if (!library || !library->traceable) return NULL;
    // Every SQLite keeps the connection in the statement's first word, so this holds across libraries.
    sqlite3 *db = library->db_handle(stmt);
    if (known && known->connection->db != db) known = NULL;
    struct hone_connection *connection = known ? known->connection : hone_connection_find(db);
    if (!connection) return NULL;
    // SQLite keeps no text for the statements with which it reads the schema.
    const char *sql = connection->library->sql(stmt);
    if (!sql) return NULL;
    if (known && known->fingerprint == fingerprint(sql)) return known;
    return follow(connection, stmt, sql);
}

static bool belongs(struct hone_node *node, void *connection) {
    return ((struct hone_statement *)node)->connection == connection;
}

static void release(struct hone_node *node) { hone_statement_free((struct hone_statement *)node); }

void hone_statements_forget(struct hone_connection *connection) {
    if (atomic_load(&connection->statements) == 0) return;
    hone_map_sweep(&hone_statements, belongs, release, connection);
}
