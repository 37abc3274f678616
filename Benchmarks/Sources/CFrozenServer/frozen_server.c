// The server of the truth benchmark: it answers each request a fixed time after it arrived, and now and then the whole
// process stands still, as under a stop-the-world collection, a lock held too long or a disk that flushes. In C, and
// with nothing of SwiftNIO, so that what is measured shares no code with what measures.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "frozen_server.h"

#include <errno.h>
#include <stdio.h>

#ifdef __linux__

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 4096
#define MOST_CONNECTIONS 65536
#define MOST_WAITING 65536 /* a power of two */
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"

/// A request that waits for its answer. All wait equally long, so that a queue keeps them in order.
struct waiting {
    int connection;
    uint32_t generation;
    long long due;
};

struct server {
    int poll, listener, timer;
    /// Counts the uses of a descriptor, so that no answer goes to a later connection of the same number.
    uint32_t generation[MOST_CONNECTIONS];
    /// How much of the empty line that ends a request has arrived.
    uint8_t matched[MOST_CONNECTIONS];
    struct waiting waiting[MOST_WAITING];
    uint32_t head, tail;
    /// When the next freeze starts; 0 before the first request.
    long long freeze_at;
};

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static struct timespec timespec_of(long long time) {
    struct timespec value = {.tv_sec = time / 1000000000LL, .tv_nsec = time % 1000000000LL};
    return value;
}

static void drop(struct server *server, int connection) {
    server->generation[connection]++;
    close(connection);
}

static void accept_all(struct server *server) {
    for (;;) {
        int connection = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (connection < 0) return;
        if (connection >= MOST_CONNECTIONS) {
            close(connection);
            continue;
        }
        int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        server->matched[connection] = 0;
        struct epoll_event wanted = {.events = EPOLLIN, .data.fd = connection};
        if (epoll_ctl(server->poll, EPOLL_CTL_ADD, connection, &wanted) != 0) drop(server, connection);
    }
}

/// Queues an answer for every request that ends in what has arrived. Requests have no bodies here.
static void read_requests(struct server *server, const struct frozen_server *behaviour, int connection) {
    char bytes[16384];
    ssize_t count = read(connection, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        drop(server, connection);
        return;
    }
    long long arrival = now();
    for (ssize_t index = 0; index < count; index++) {
        uint8_t matched = server->matched[connection];
        if (bytes[index] == "\r\n\r\n"[matched]) {
            matched++;
        } else {
            matched = bytes[index] == '\r';
        }
        if (matched == 4) {
            matched = 0;
            if (server->tail - server->head == MOST_WAITING) {
                drop(server, connection);
                return;
            }
            struct waiting *waiting = &server->waiting[server->tail++ % MOST_WAITING];
            waiting->connection = connection;
            waiting->generation = server->generation[connection];
            waiting->due = arrival + behaviour->service;
            if (server->freeze_at == 0) server->freeze_at = arrival + behaviour->first;
        }
        server->matched[connection] = matched;
    }
}

static void answer_due(struct server *server) {
    long long time = now();
    while (server->head != server->tail) {
        struct waiting *waiting = &server->waiting[server->head % MOST_WAITING];
        if (waiting->due > time) return;
        server->head++;
        if (server->generation[waiting->connection] != waiting->generation) continue;
        ssize_t sent = send(waiting->connection, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL);
        // A client that does not read its 66 bytes has lost its right to an answer.
        if (sent != sizeof ANSWER - 1) drop(server, waiting->connection);
    }
}

static void freeze_if_due(struct server *server, const struct frozen_server *behaviour) {
    if (server->freeze_at == 0 || now() < server->freeze_at) return;
    struct timespec end = timespec_of(server->freeze_at + behaviour->freeze);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {}
    server->freeze_at += behaviour->period;
}

static void set_timer(struct server *server) {
    long long next = server->freeze_at;
    if (server->head != server->tail) {
        long long due = server->waiting[server->head % MOST_WAITING].due;
        if (next == 0 || due < next) next = due;
    }
    struct itimerspec timer = {.it_value = timespec_of(next)};
    timerfd_settime(server->timer, TFD_TIMER_ABSTIME, &timer, NULL);
}

static int set_up(struct server *server) {
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    server->poll = epoll_create1(EPOLL_CLOEXEC);
    server->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (server->listener < 0 || server->poll < 0 || server->timer < 0) return errno;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(server->listener, (struct sockaddr *)&address, length) != 0) return errno;
    if (listen(server->listener, BACKLOG) != 0) return errno;
    if (getsockname(server->listener, (struct sockaddr *)&address, &length) != 0) return errno;
    int watched[] = {server->listener, server->timer, STDIN_FILENO};
    for (int index = 0; index < 3; index++) {
        struct epoll_event wanted = {.events = EPOLLIN, .data.fd = watched[index]};
        if (epoll_ctl(server->poll, EPOLL_CTL_ADD, watched[index], &wanted) != 0) return errno;
    }
    printf("%d\n", ntohs(address.sin_port));
    return fflush(stdout) == 0 ? 0 : errno;
}

int frozen_server_run(const struct frozen_server *behaviour) {
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL) return ENOMEM;
    int result = set_up(server);
    static struct epoll_event ready[4096];
    while (result == 0) {
        freeze_if_due(server, behaviour);
        answer_due(server);
        set_timer(server);
        int count = epoll_wait(server->poll, ready, 4096, -1);
        if (count < 0 && errno != EINTR) result = errno;
        // What became ready while the time of a freeze came waits for its end.
        freeze_if_due(server, behaviour);
        for (int index = 0; index < count; index++) {
            int descriptor = ready[index].data.fd;
            if (descriptor == server->listener) {
                accept_all(server);
            } else if (descriptor == server->timer) {
                uint64_t expirations;
                if (read(server->timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN) result = errno;
            } else if (descriptor == STDIN_FILENO) {
                char byte;
                if (read(STDIN_FILENO, &byte, 1) <= 0) {
                    free(server);
                    return 0;
                }
            } else {
                read_requests(server, behaviour, descriptor);
            }
        }
    }
    free(server);
    return result;
}

#else

int frozen_server_run(const struct frozen_server *behaviour) {
    (void)behaviour;
    fprintf(stderr, "the frozen server needs Linux (epoll, timerfd)\n");
    return ENOSYS;
}

#endif
