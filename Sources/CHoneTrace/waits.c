// SQLite waits for another process's lock by calling its file layer's sleep. Standing in front of that one function
// counts the waits and their time without touching the app's busy handler.
#include <stdatomic.h>
#include <string.h>

#include "connection.h"
#include "module.h"
#include "process.h"

enum { MOST_FILE_LAYERS = 16 };

static struct {
    sqlite3_vfs *_Atomic layer;
    int (*_Atomic sleep)(sqlite3_vfs *, int);
} layers[MOST_FILE_LAYERS];

static int counted_sleep(sqlite3_vfs *layer, int microseconds) {
    for (int i = 0; i < MOST_FILE_LAYERS; i++) {
        if (atomic_load_explicit(&layers[i].layer, memory_order_acquire) != layer) continue;
        int (*sleep)(sqlite3_vfs *, int) = atomic_load_explicit(&layers[i].sleep, memory_order_relaxed);
        uint64_t start = hone_now();
        int slept = sleep(layer, microseconds);
        struct hone_thread *thread = hone_thread();
        thread->waits++;
        thread->wait_nanoseconds += hone_now() - start;
        return slept;
    }
    return 0;
}

void hone_waits_watch(struct hone_connection *connection) {
    sqlite3_vfs *layer = NULL;
    connection->library->file_control(connection->db, "main", SQLITE_FCNTL_VFS_POINTER, &layer);
    // Only SQLite's own file layers are known to lie in memory that can be written.
    if (!layer || layer->sleep == counted_sleep || !hone_module_holds(connection->library->module, layer)) return;
    if (!layer->name || strncmp(layer->name, "unix", 4) != 0) return;
    static atomic_flag busy = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&busy)) return;
    for (int i = 0; i < MOST_FILE_LAYERS && layer->sleep != counted_sleep; i++) {
        if (atomic_load(&layers[i].layer)) continue;
        atomic_store(&layers[i].sleep, layer->sleep);
        atomic_store(&layers[i].layer, layer);
        layer->sleep = counted_sleep;
    }
    atomic_flag_clear(&busy);
}
