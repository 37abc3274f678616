// The connections of this process: which SQLite each belongs to, and the app's own trace callbacks, which are
// called after ours.
#ifndef HONE_CONNECTION_H
#define HONE_CONNECTION_H

#include <stdatomic.h>

#include "library.h"
#include "pointer_map.h"
#include "sqlite_api.h"

#pragma GCC visibility push(hidden)

struct hone_connection {
    struct hone_node node;
    struct hone_library *library;
    sqlite3 *db;
    /// 1, 2, … in the order in which this process opened them.
    uint64_t id;
    /// The map's hold and one per statement.
    atomic_int holds;
    atomic_int statements;

    // The app's own callbacks: of `sqlite3_trace_v2`, or of the two functions before it.
    unsigned app_mask;
    hone_trace_callback app_trace;
    void *app_context;
    hone_legacy_trace legacy_trace;
    void *legacy_trace_context;
    hone_legacy_profile legacy_profile;
    void *legacy_profile_context;
};

extern struct hone_map hone_connections;

/// Teaches `library` to announce every connection that it opens, whichever way the app reaches it.
void hone_library_arm(struct hone_library *library);

struct hone_connection *hone_connection_find(const sqlite3 *db);

/// Begins to follow `db`, once. Null when memory is short: the app then goes on unseen.
struct hone_connection *hone_connection_follow(struct hone_library *library, sqlite3 *db);

void hone_connection_release(struct hone_connection *connection);

/// Logs that the connection is gone.
void hone_connection_log_closed(struct hone_connection *connection);

/// How many connections this process has opened since it started or was forked.
uint64_t hone_connections_opened(void);
void hone_connections_start_over(void);

/// Has SQLite call us with what the app asked for and what we need.
int hone_trace_install(struct hone_connection *connection);

/// Counts the sleeps of `library`'s file layer while it waits for a lock.
void hone_waits_watch(struct hone_connection *connection);

#pragma GCC visibility pop

#endif
