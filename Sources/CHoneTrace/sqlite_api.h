// The part of SQLite's C interface that the tracer meets, declared here so that neither SQLite's header nor its
// library is needed to build it. Every constant and layout is part of SQLite's stable interface
// (https://www.sqlite.org/c3ref/intro.html).
#ifndef HONE_SQLITE_API_H
#define HONE_SQLITE_API_H

#include <stdint.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

enum {
    SQLITE_OK = 0,
    SQLITE_ERROR = 1,
    SQLITE_BUSY = 5,
    SQLITE_ROW = 100,
    SQLITE_DONE = 101,
};

// https://www.sqlite.org/c3ref/c_trace.html
enum {
    SQLITE_TRACE_STMT = 0x01,
    SQLITE_TRACE_PROFILE = 0x02,
    SQLITE_TRACE_ROW = 0x04,
    SQLITE_TRACE_CLOSE = 0x08,
};

// https://www.sqlite.org/c3ref/c_stmtstatus_counter.html
enum {
    SQLITE_STMTSTATUS_FULLSCAN_STEP = 1,
    SQLITE_STMTSTATUS_SORT = 2,
    SQLITE_STMTSTATUS_AUTOINDEX = 3,
    SQLITE_STMTSTATUS_VM_STEP = 4,
    SQLITE_STMTSTATUS_REPREPARE = 5,
};

// https://www.sqlite.org/c3ref/c_txn_none.html
enum { SQLITE_TXN_READ = 1 };

// https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
enum { SQLITE_FCNTL_VFS_POINTER = 27 };

typedef int (*hone_trace_callback)(unsigned kind, void *context, void *subject, void *detail);
typedef void (*hone_legacy_trace)(void *context, const char *sql);
typedef void (*hone_legacy_profile)(void *context, const char *sql, uint64_t nanoseconds);

// https://www.sqlite.org/c3ref/vfs.html, up to the member that is used.
typedef struct sqlite3_vfs sqlite3_vfs;
struct sqlite3_vfs {
    int version;
    int file_size;
    int longest_path;
    sqlite3_vfs *next;
    const char *name;
    void *application;
    void (*functions_before_sleep[9])(void);
    int (*sleep)(sqlite3_vfs *, int microseconds);
};

// Each function of a SQLite library that is called: result, name without `sqlite3_`, parameters.
#define HONE_SQLITE_FUNCTIONS(X)                                                                                    \
    X(int, open, (const char *, sqlite3 **))                                                                        \
    X(int, open16, (const void *, sqlite3 **))                                                                      \
    X(int, open_v2, (const char *, sqlite3 **, int, const char *))                                                  \
    X(int, close, (sqlite3 *))                                                                                      \
    X(int, close_v2, (sqlite3 *))                                                                                   \
    X(int, prepare, (sqlite3 *, const char *, int, sqlite3_stmt **, const char **))                                 \
    X(int, prepare_v2, (sqlite3 *, const char *, int, sqlite3_stmt **, const char **))                              \
    X(int, prepare_v3, (sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **))                    \
    X(int, prepare16, (sqlite3 *, const void *, int, sqlite3_stmt **, const void **))                               \
    X(int, prepare16_v2, (sqlite3 *, const void *, int, sqlite3_stmt **, const void **))                            \
    X(int, prepare16_v3, (sqlite3 *, const void *, int, unsigned, sqlite3_stmt **, const void **))                  \
    X(int, step, (sqlite3_stmt *))                                                                                  \
    X(int, reset, (sqlite3_stmt *))                                                                                 \
    X(int, finalize, (sqlite3_stmt *))                                                                              \
    X(int, trace_v2, (sqlite3 *, unsigned, hone_trace_callback, void *))                                            \
    X(void *, trace, (sqlite3 *, hone_legacy_trace, void *))                                                        \
    X(void *, profile, (sqlite3 *, hone_legacy_profile, void *))                                                    \
    X(int, auto_extension, (void (*)(void)))                                                                        \
    X(const char *, sql, (sqlite3_stmt *))                                                                          \
    X(char *, expanded_sql, (sqlite3_stmt *))                                                                       \
    X(void, free, (void *))                                                                                         \
    X(sqlite3 *, db_handle, (sqlite3_stmt *))                                                                       \
    X(const char *, db_filename, (sqlite3 *, const char *))                                                         \
    X(int, file_control, (sqlite3 *, const char *, int, void *))                                                    \
    X(int, get_autocommit, (sqlite3 *))                                                                             \
    X(int, txn_state, (sqlite3 *, const char *))                                                                    \
    X(int, extended_errcode, (sqlite3 *))                                                                           \
    X(int, stmt_readonly, (sqlite3_stmt *))                                                                         \
    X(int, stmt_status, (sqlite3_stmt *, int, int))                                                                 \
    X(sqlite3_stmt *, next_stmt, (sqlite3 *, sqlite3_stmt *))                                                       \
    X(void *, db_mutex, (sqlite3 *))                                                                                \
    X(void, mutex_enter, (void *))                                                                                  \
    X(void, mutex_leave, (void *))                                                                                  \
    X(const char *, libversion, (void))                                                                             \
    X(int, exec, (sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **))                \
    X(int, busy_timeout, (sqlite3 *, int))                                                                          \
    X(int, key, (sqlite3 *, const void *, int))

#endif
