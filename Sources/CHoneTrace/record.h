// One JSON line, put together on the stack and appended to the process's log in one go.
#ifndef HONE_RECORD_H
#define HONE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"

#pragma GCC visibility push(hidden)

enum { HONE_RECORD_PIECES = 8 };

struct hone_record {
    size_t used, piece_start;
    size_t piece_count;
    bool overflown;
    struct hone_piece pieces[HONE_RECORD_PIECES];
    char buffer[8192];
};

/// Every line has its kind, process, thread, and the time (monotonic and of the wall, ns) at which it began.
void hone_record_begin(struct hone_record *record, const char *kind, uint64_t at, uint64_t wall);
void hone_record_number(struct hone_record *record, const char *name, uint64_t value);
/// A number that is left out when it is 0, and a flag that is left out when it is false.
void hone_record_count(struct hone_record *record, const char *name, uint64_t value);
void hone_record_flag(struct hone_record *record, const char *name, bool value);
/// Text, escaped here and cut after `longest` bytes.
void hone_record_text(struct hone_record *record, const char *name, const char *text, size_t longest);
/// Text that is escaped already, and JSON; both must live until `hone_record_end`.
void hone_record_escaped(struct hone_record *record, const char *name, const char *escaped, size_t length);
void hone_record_json(struct hone_record *record, const char *name, const char *json);
void hone_record_end(struct hone_record *record);

#pragma GCC visibility pop

#endif
