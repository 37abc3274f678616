// The log of this process: a file that grows in windows mapped into memory, so that a record costs a copy and no
// system call, and is there for a reader as soon as its length is published, even if the process is killed next.
//
// A page-sized header, then JSON lines. The header, all in the machine's byte order:
//    0  8 bytes  "HONETRC1"
//    8  u32      bytes of the header, where the lines begin
//   12  u32      process id
//   16  u64      bytes of complete lines; stored last, with release order
//   24  u64      records dropped (limit reached, disk full)
//   32  u64      connections opened by this process
//   40  u64      monotonic clock when the file was made, ns
//   48  u64      wall clock when the file was made, ns since 1970
#ifndef HONE_LOG_H
#define HONE_LOG_H

#include <stddef.h>
#include <sys/types.h>

#pragma GCC visibility push(hidden)

struct hone_piece {
    const char *bytes;
    size_t length;
};

/// Appends one line. When it cannot (full disk, limit reached), it is counted as dropped.
void hone_log_append(const struct hone_piece *pieces, size_t count);

/// Counts a record that could not be put together.
void hone_log_drop(void);

/// The process that the log belongs to.
pid_t hone_log_process(void);

/// Cuts the file to its contents; nothing is logged afterwards.
void hone_log_finish(void);

// Around a fork; `start_over` leaves the parent's file and makes the next record begin a new one.
void hone_log_lock(void);
void hone_log_unlock(void);
void hone_log_start_over(void);

#pragma GCC visibility pop

#endif
