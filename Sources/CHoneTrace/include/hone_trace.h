// The preloaded SQLite tracer: `LD_PRELOAD=libHoneTrace.so HONE_TRACE_DIRECTORY=/some/folder app`.
//
// The library stands in front of the few SQLite functions that begin and end a connection or a statement, calls
// the ones the app would have called, and writes one JSON line per statement to a file per process. Nothing is
// decided here: normalised SQL, counters and times go out, the reader (`QueryLogReader` in `HoneDatabase`) and the
// agent draw the conclusions. It is plain C without a dependency but libc, because it lives in other people's
// processes; docs/tracer.md has the log format, the cost and the limits.
#ifndef HONE_TRACE_H
#define HONE_TRACE_H

#include <stddef.h>

/// The folder that receives one log per process. Unset or empty: every call passes straight through.
#define HONE_TRACE_DIRECTORY "HONE_TRACE_DIRECTORY"

/// `1`: also log the bound parameters of each statement. They may hold secrets, so this is off by default.
#define HONE_TRACE_PARAMETERS "HONE_TRACE_PARAMETERS"

/// The most bytes a process may log, 256 MiB by default. What does not fit is counted as dropped.
#define HONE_TRACE_LIMIT "HONE_TRACE_LIMIT"

/// SQLite libraries, separated by colons, to be opened (privately) at start: for apps that reach SQLite through
/// `dlsym` (.NET, foreign-function interfaces), whose calls a preloaded library does not meet.
#define HONE_TRACE_SQLITE "HONE_TRACE_SQLITE"

/// Settings that are made on every connection to a file, such as `synchronous=NORMAL;cache_size=-65536`, from a closed
/// list (pragmas.c). What the app sets itself comes later and holds. Works without a log too.
#define HONE_PRAGMAS "HONE_PRAGMAS"

/// Writes the normalised form of `sql` (literals out, whitespace folded, lists folded) to `output`, at most
/// `capacity` bytes and without a terminator. Returns the bytes written; sets `*cut` to 1 when it did not fit.
__attribute__((visibility("default"))) size_t hone_trace_normalise(
    const char *sql, size_t length, char *output, size_t capacity, int *cut);

#endif
