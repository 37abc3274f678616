#include "execution.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "parameters.h"
#include "process.h"
#include "record.h"

enum { LONGEST_TEXT = 64 << 10 };

// Asked of writes only, before their first step. SQLite tells since 3.34; before, no upgrade is seen.
static bool upgrades(const struct hone_statement *statement) {
    const struct hone_library *library = statement->library;
    if (statement->readonly || !library->txn_state) return false;
    return library->txn_state(statement->connection->db, NULL) == SQLITE_TXN_READ;
}

void hone_execution_begin(struct hone_statement *statement, bool traced_only, bool nested) {
    statement->active = true;
    statement->traced_only = traced_only;
    statement->nested = nested;
    statement->in_transaction = !statement->library->get_autocommit(statement->connection->db);
    statement->upgrade = !traced_only && upgrades(statement);
    statement->result = SQLITE_OK;
    statement->busy_code = 0;
    statement->nanoseconds = statement->rows = statement->busy = 0;
    statement->waits = statement->wait_nanoseconds = 0;
    statement->started_wall = hone_clock(CLOCK_REALTIME);
    statement->started = hone_now();
}

// SQLite adds to these counters until the statement is finalised, and apps keep statements: read with reset.
static uint64_t counter(const struct hone_statement *statement, int which) {
    return (uint32_t)statement->library->stmt_status(statement->stmt, which, 1);
}

/// What is logged only when asked for, kept until the record is written.
struct bound {
    char *json, *text;
};

// The statement as the app wrote it, and the values it bound: both are needed to execute it again.
static void add_parameters(struct hone_record *record, struct hone_statement *statement, struct bound *bound) {
    const char *sql = statement->library->sql(statement->stmt);
    size_t length = strlen(sql);
    size_t escaped = length <= LONGEST_TEXT ? hone_json_escaped_length(sql, length) : 0;
    bound->text = escaped > 0 && escaped <= LONGEST_TEXT ? malloc(escaped) : NULL;
    if (bound->text) hone_record_escaped(record, "text", bound->text, hone_json_escape(sql, length, bound->text));
    // A nested statement's expanded SQL comes out as comments: its values cannot be told.
    if (!statement->nested) {
        char *expanded = statement->library->expanded_sql(statement->stmt);
        bound->json = hone_parameters_json(sql, expanded);
        statement->library->free(expanded);
    }
    if (bound->json) hone_record_json(record, "parameters", bound->json);
    hone_record_flag(record, "parameters_cut", !bound->text || !bound->json);
}

void hone_execution_end(struct hone_statement *statement) {
    statement->active = false;
    struct hone_record record;
    hone_record_begin(&record, "statement", statement->started, statement->started_wall);
    hone_record_number(&record, "connection", statement->connection->id);
    hone_record_number(&record, "ns", statement->nanoseconds);
    hone_record_count(&record, "prepare_ns", statement->prepare_nanoseconds);
    hone_record_number(&record, "rows", statement->rows);
    hone_record_count(&record, "scan_steps", counter(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP));
    hone_record_count(&record, "sorts", counter(statement, SQLITE_STMTSTATUS_SORT));
    hone_record_count(&record, "auto_index_rows", counter(statement, SQLITE_STMTSTATUS_AUTOINDEX));
    hone_record_count(&record, "vm_steps", counter(statement, SQLITE_STMTSTATUS_VM_STEP));
    hone_record_count(&record, "reprepares", counter(statement, SQLITE_STMTSTATUS_REPREPARE));
    hone_record_count(&record, "busy", statement->busy);
    hone_record_count(&record, "busy_code", (uint64_t)(unsigned)statement->busy_code);
    hone_record_count(&record, "waits", statement->waits);
    hone_record_count(&record, "wait_ns", statement->wait_nanoseconds);
    if (!statement->traced_only) hone_record_number(&record, "result", (uint64_t)(unsigned)statement->result);
    hone_record_flag(&record, "readonly", statement->readonly);
    hone_record_flag(&record, "transaction", statement->in_transaction);
    hone_record_flag(&record, "upgrade", statement->upgrade);
    hone_record_flag(&record, "nested", statement->nested);
    hone_record_flag(&record, "traced_only", statement->traced_only);
    hone_record_flag(&record, "sql_cut", statement->sql_cut);
    hone_record_escaped(&record, "sql", statement->sql, statement->sql_length);
    statement->prepare_nanoseconds = 0;
    struct bound bound = {NULL, NULL};
    if (hone_settings.parameters) add_parameters(&record, statement, &bound);
    hone_record_end(&record);
    hone_parameters_free(bound.json);
    free(bound.text);
}
