// The SQLite libraries of this process. There may be several: an app can bundle its own beside the system's, and
// each call must reach the one that the app's own linker would have chosen.
#ifndef HONE_LIBRARY_H
#define HONE_LIBRARY_H

#include <stdatomic.h>
#include <stdbool.h>

#include "sqlite_api.h"

#pragma GCC visibility push(hidden)

struct hone_module;

/// A SQLite library and the functions it defines itself.
struct hone_library {
    struct hone_library *next;
    /// The file that holds its code; the main executable when SQLite is linked into it.
    struct hone_module *module;
    /// It has every function that tracing needs (SQLite 3.14 and later).
    bool traceable;
    /// Its `sqlite3_auto_extension` knows us.
    atomic_bool armed;
    /// At least one of its connections was seen.
    atomic_bool seen;
#define HONE_FIELD(result, name, parameters) result(*name) parameters;
    HONE_SQLITE_FUNCTIONS(HONE_FIELD)
#undef HONE_FIELD
};

/// The SQLite that the code at `caller` is bound to; null when the process has none.
struct hone_library *hone_library_for_caller(const void *caller);

/// The SQLite whose own code holds `address`; null when there is none there.
struct hone_library *hone_library_at(const void *address);

/// Whether `caller` is SQLite's own code: a statement that SQLite runs for itself.
bool hone_library_is_caller(const struct hone_library *library, const void *caller);

/// Every library known so far.
struct hone_library *hone_libraries(void);

#pragma GCC visibility pop

#endif
