// What the process was asked to do, and what each of its threads is doing inside SQLite.
#ifndef HONE_PROCESS_H
#define HONE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "sqlite_api.h"

#pragma GCC visibility push(hidden)

/// Read once from the environment, before the app's own code runs.
struct hone_settings {
    /// A folder was given: statements are logged. False: everything passes straight through.
    bool tracing;
    bool parameters;
    uint64_t limit;
    char directory[4096];
};

extern struct hone_settings hone_settings;

/// A thread's place inside SQLite.
struct hone_thread {
    pid_t id;
    /// How many of our frames around `sqlite3_step`, `reset` and `finalize` are on this thread's stack.
    int running;
    /// The same around `prepare` and `open`, in which SQLite runs statements of its own.
    int preparing;
    /// The connection that this thread is inside `sqlite3_close` of.
    const sqlite3 *closing;
    /// How often, and for how long, SQLite slept on this thread while waiting for a lock.
    uint64_t waits, wait_nanoseconds;
};

struct hone_thread *hone_thread(void);

static inline uint64_t hone_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Nanoseconds of the monotonic clock.
static inline uint64_t hone_now(void) { return hone_clock(CLOCK_MONOTONIC); }

#pragma GCC visibility pop

#endif
