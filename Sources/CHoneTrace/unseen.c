#include "unseen.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "connection.h"
#include "hone_trace.h"
#include "library.h"
#include "module.h"
#include "process.h"
#include "record.h"

static void reach(const char *path) {
    // Private: a SQLite in the global scope would be given to apps that bring their own.
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = handle ? dlsym(handle, "sqlite3_libversion_number") : NULL;
    struct hone_library *library = symbol ? hone_library_at(symbol) : NULL;
    if (library) hone_library_arm(library);
}

void hone_reach_early(void) {
    void *symbol = dlsym(RTLD_DEFAULT, "sqlite3_libversion_number");
    struct hone_module *executable = hone_module_at((const void *)getauxval(AT_ENTRY));
    if (symbol && executable && hone_module_holds(executable, symbol)) {
        struct hone_library *library = hone_library_at(symbol);
        if (library) hone_library_arm(library);
    }
    const char *paths = getenv(HONE_TRACE_SQLITE);
    char *copy = paths ? strdup(paths) : NULL;
    char *rest = NULL;
    for (char *path = copy ? strtok_r(copy, ":", &rest) : NULL; path; path = strtok_r(NULL, ":", &rest)) reach(path);
    free(copy);
}

static void report(const char *path, const void *address, void *context) {
    (void)context;
    struct hone_module *own = hone_module_own();
    if (own && hone_module_holds(own, address)) return;
    struct hone_library *library = hone_library_at(address);
    if (!library || atomic_load(&library->seen)) return;
    struct hone_record record;
    hone_record_begin(&record, "unseen", hone_now(), hone_clock(CLOCK_REALTIME));
    hone_record_text(&record, "library", path, 1024);
    hone_record_text(&record, "sqlite", library->libversion ? library->libversion() : "", 32);
    hone_record_end(&record);
}

void hone_report_unseen(void) {
    if (hone_connections_opened() == 0) hone_modules_visit(report, NULL);
}
