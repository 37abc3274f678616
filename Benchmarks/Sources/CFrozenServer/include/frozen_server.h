#ifndef FROZEN_SERVER_H
#define FROZEN_SERVER_H

/// How a frozen server behaves. All times in nanoseconds.
struct frozen_server {
    /// From a request's arrival to its answer. Requests do not wait for each other.
    long long service;
    /// How long the whole server stands still, neither accepting nor reading nor answering.
    long long freeze;
    /// From the start of one freeze to the start of the next.
    long long period;
    /// From the first request to the first freeze.
    long long first;
};

/// Serves HTTP/1.1 on a free port of 127.0.0.1, which it writes to standard output, until standard input ends.
/// Single-threaded; sleeps whenever nothing is due.
/// @return 0, or the errno of what could not be set up.
int frozen_server_run(const struct frozen_server *behaviour);

#endif
