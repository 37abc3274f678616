#include "connection.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "module.h"
#include "pragmas.h"
#include "process.h"
#include "record.h"
#include "statement.h"

struct hone_map hone_connections;

static atomic_uint_fast64_t last_id;
static atomic_uint_fast64_t opened;

uint64_t hone_connections_opened(void) { return atomic_load(&opened); }
void hone_connections_start_over(void) { atomic_store(&opened, 0); }

struct hone_connection *hone_connection_find(const sqlite3 *db) {
    return (struct hone_connection *)hone_map_find(&hone_connections, db);
}

void hone_connection_release(struct hone_connection *connection) {
    if (connection && atomic_fetch_sub(&connection->holds, 1) == 1) free(connection);
}

static void log_opened(struct hone_connection *connection) {
    struct hone_record record;
    hone_record_begin(&record, "opened", hone_now(), hone_clock(CLOCK_REALTIME));
    hone_record_number(&record, "connection", connection->id);
    const char *file = connection->library->db_filename(connection->db, "main");
    hone_record_text(&record, "file", file ? file : "", 1024);
    hone_record_text(&record, "sqlite", connection->library->libversion ? connection->library->libversion() : "", 32);
    hone_record_text(&record, "library", connection->library->module->path, 1024);
    hone_record_end(&record);
}

void hone_connection_log_closed(struct hone_connection *connection) {
    struct hone_record record;
    hone_record_begin(&record, "closed", hone_now(), hone_clock(CLOCK_REALTIME));
    hone_record_number(&record, "connection", connection->id);
    hone_record_end(&record);
}

struct hone_connection *hone_connection_follow(struct hone_library *library, sqlite3 *db) {
    struct hone_connection *connection = calloc(1, sizeof *connection);
    if (!connection) return NULL;
    connection->node.key = db;
    connection->library = library;
    connection->db = db;
    connection->id = atomic_fetch_add(&last_id, 1) + 1;
    atomic_store(&connection->holds, 1);
    // A connection that was closed out of our sight may have left its record at the same address.
    hone_connection_release((struct hone_connection *)hone_map_put(&hone_connections, &connection->node));
    atomic_store(&library->seen, true);
    atomic_fetch_add(&opened, 1);
    hone_trace_install(connection);
    hone_waits_watch(connection);
    log_opened(connection);
    return connection;
}

// SQLite calls this at the end of each `sqlite3_open…`. The return address tells which SQLite it is.
static int announced(sqlite3 *db, char **error, const void *api) {
    (void)error;
    (void)api;
    struct hone_library *library = hone_library_at(__builtin_return_address(0));
    if (library) hone_pragmas_set(library, db);
    if (library && library->traceable && hone_settings.tracing) hone_connection_follow(library, db);
    return SQLITE_OK;
}

void hone_library_arm(struct hone_library *library) {
    if (!library->traceable || atomic_exchange(&library->armed, true)) return;
    library->auto_extension((void (*)(void))announced);
}
