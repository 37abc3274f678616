#include "process.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "connection.h"
#include "hone_trace.h"
#include "log.h"
#include "pragmas.h"
#include "statement.h"
#include "unseen.h"

struct hone_settings hone_settings;

// The library is preloaded, so its thread-locals can use the fast model.
static __thread struct hone_thread current __attribute__((tls_model("initial-exec")));

struct hone_thread *hone_thread(void) {
    if (current.id == 0) current.id = (pid_t)syscall(SYS_gettid);
    return &current;
}

// Around a fork every lock is held, so that the child gets tables that no other thread was changing. The child
// then has locks and a log of its own. Always taken in this order.
static void before_fork(void) {
    hone_map_lock_all(&hone_connections);
    hone_map_lock_all(&hone_statements);
    hone_log_lock();
}

static void after_fork_in_parent(void) {
    hone_log_unlock();
    hone_map_unlock_all(&hone_statements);
    hone_map_unlock_all(&hone_connections);
}

static void after_fork_in_child(void) {
    current.id = 0;
    hone_map_reset_locks(&hone_connections);
    hone_map_reset_locks(&hone_statements);
    hone_log_start_over();
    hone_connections_start_over();
}

static void read_settings(void) {
    const char *directory = getenv(HONE_TRACE_DIRECTORY);
    if (!directory || !directory[0]) return;
    if (!realpath(directory, hone_settings.directory)) return;
    const char *parameters = getenv(HONE_TRACE_PARAMETERS);
    hone_settings.parameters = parameters && strcmp(parameters, "1") == 0;
    const char *limit = getenv(HONE_TRACE_LIMIT);
    char *end = NULL;
    unsigned long long bytes = limit ? strtoull(limit, &end, 10) : 0;
    hone_settings.limit = limit && end != limit && *end == 0 && bytes > 0 ? bytes : (uint64_t)256 << 20;
    hone_settings.tracing = true;
}

__attribute__((constructor)) static void start(void) {
    hone_map_reset_locks(&hone_connections);
    hone_map_reset_locks(&hone_statements);
    hone_log_start_over();
    read_settings();
    bool sets_pragmas = hone_pragmas_read();
    if (hone_settings.tracing) pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    if (hone_settings.tracing || sets_pragmas) hone_reach_early();
}

__attribute__((destructor)) static void stop(void) {
    if (!hone_settings.tracing) return;
    hone_report_unseen();
    hone_log_finish();
}
