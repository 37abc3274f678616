#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connection.h"
#include "process.h"

enum { WINDOW = 256 << 10, LONGEST_RECORD = 192 << 10 };

struct header {
    char magic[8];
    uint32_t header_bytes;
    uint32_t process;
    _Atomic uint64_t committed;
    _Atomic uint64_t dropped;
    _Atomic uint64_t connections;
    uint64_t started;
    uint64_t started_wall;
};

static struct {
    pthread_mutex_t lock;
    pid_t process;
    /// Nothing more can be logged: the disk is full, the file is gone, or the process is ending.
    bool stopped;
    char path[4096 + 64];
    dev_t device;
    ino_t inode;
    struct header *header;
    size_t page;
    char *window;
    /// Where the window and the next record begin in the file.
    uint64_t window_start, end;
    /// Counted here while there is no file to count in.
    uint64_t dropped;
} state;

pid_t hone_log_process(void) { return state.process; }
void hone_log_lock(void) { pthread_mutex_lock(&state.lock); }
void hone_log_unlock(void) { pthread_mutex_unlock(&state.lock); }

static void unmap_window(void) {
    if (state.window) munmap(state.window, WINDOW);
    state.window = NULL;
}

void hone_log_start_over(void) {
    unmap_window();
    if (state.header) munmap(state.header, state.page);
    memset(&state, 0, sizeof state);
    pthread_mutex_init(&state.lock, NULL);
    state.process = getpid();
    state.page = (size_t)sysconf(_SC_PAGESIZE);
}

// The file is opened for each growth and closed at once: a daemon may close every descriptor it did not open, and
// the number of ours would then be another file's.
static int reopen(void) {
    int file = open(state.path, O_RDWR | O_CLOEXEC);
    struct stat found;
    bool same = file >= 0 && fstat(file, &found) == 0 && found.st_dev == state.device && found.st_ino == state.inode;
    if (same) return file;
    if (file >= 0) close(file);
    return -1;
}

// Disk space is reserved before it is mapped, so that a full disk is an error here and not a SIGBUS at the next
// record. The process's own file-size limit is asked first: exceeding it raises SIGXFSZ.
static void *map(int file, uint64_t start, size_t length) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && start + length > limit.rlim_cur) {
        return NULL;
    }
    if (posix_fallocate(file, (off_t)start, (off_t)length) != 0) return NULL;
    void *mapped = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, (off_t)start);
    return mapped == MAP_FAILED ? NULL : mapped;
}

// When even the header does not fit, an empty file is left as the sign that this process could not log.
static bool create(void) {
    uint64_t started = hone_now();
    snprintf(
        state.path, sizeof state.path, "%s/%d-%llu.trace", hone_settings.directory, (int)state.process,
        (unsigned long long)started);
    int file = open(state.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return false;
    struct stat made;
    if (fstat(file, &made) == 0) state.header = map(file, 0, state.page);
    close(file);
    if (!state.header) {
        // A partial reservation would be mistaken for a header.
        if (truncate(state.path, 0) != 0) unlink(state.path);
        return false;
    }
    state.device = made.st_dev;
    state.inode = made.st_ino;
    state.end = state.page;
    state.header->header_bytes = (uint32_t)state.page;
    state.header->process = (uint32_t)state.process;
    state.header->started = started;
    state.header->started_wall = hone_clock(CLOCK_REALTIME);
    atomic_store(&state.header->dropped, state.dropped);
    atomic_thread_fence(memory_order_release);
    memcpy(state.header->magic, "HONETRC1", sizeof state.header->magic);
    return true;
}

static bool advance(size_t length) {
    uint64_t start = state.end & ~(uint64_t)(state.page - 1);
    if (state.window && state.end + length <= state.window_start + WINDOW) return true;
    int file = reopen();
    if (file < 0) return false;
    unmap_window();
    state.window = map(file, start, WINDOW);
    state.window_start = start;
    close(file);
    return state.window != NULL;
}

static void drop_locked(void) {
    state.dropped++;
    if (state.header) atomic_store_explicit(&state.header->dropped, state.dropped, memory_order_relaxed);
}

static void append_locked(const struct hone_piece *pieces, size_t count, size_t length) {
    if (!state.header && !state.stopped) state.stopped = !create();
    if (state.stopped || length > LONGEST_RECORD || state.end + length > hone_settings.limit) return drop_locked();
    if (!advance(length)) {
        state.stopped = true;
        return drop_locked();
    }
    char *place = state.window + (state.end - state.window_start);
    for (size_t i = 0; i < count; i++) {
        memcpy(place, pieces[i].bytes, pieces[i].length);
        place += pieces[i].length;
    }
    state.end += length;
    atomic_store_explicit(&state.header->connections, hone_connections_opened(), memory_order_relaxed);
    atomic_store_explicit(&state.header->committed, state.end - state.page, memory_order_release);
}

// An app's own `errno` outlives a call to SQLite.
void hone_log_append(const struct hone_piece *pieces, size_t count) {
    int saved = errno;
    size_t length = 0;
    for (size_t i = 0; i < count; i++) length += pieces[i].length;
    hone_log_lock();
    append_locked(pieces, count, length);
    hone_log_unlock();
    errno = saved;
}

void hone_log_drop(void) {
    hone_log_lock();
    drop_locked();
    hone_log_unlock();
}

void hone_log_finish(void) {
    hone_log_lock();
    if (state.header && !state.stopped) {
        unmap_window();
        int file = reopen();
        if (file >= 0) {
            // What stays behind is a tail of zeros, which no reader looks at.
            if (ftruncate(file, (off_t)state.end) != 0) errno = 0;
            close(file);
        }
    }
    state.stopped = true;
    hone_log_unlock();
}
