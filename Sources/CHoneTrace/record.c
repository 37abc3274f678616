#include "record.h"

#include <string.h>
#include <unistd.h>

#include "json.h"
#include "process.h"

static void append(struct hone_record *record, const char *bytes, size_t length) {
    if (length > sizeof record->buffer - record->used) {
        record->overflown = true;
        return;
    }
    memcpy(record->buffer + record->used, bytes, length);
    record->used += length;
}

static void append_number(struct hone_record *record, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    append(record, digits + at, sizeof digits - at);
}

static void append_name(struct hone_record *record, const char *name) {
    append(record, ",\"", 2);
    append(record, name, strlen(name));
    append(record, "\":", 2);
}

static void close_piece(struct hone_record *record) {
    record->pieces[record->piece_count++] = (struct hone_piece){
        record->buffer + record->piece_start, record->used - record->piece_start,
    };
    record->piece_start = record->used;
}

static void append_outside(struct hone_record *record, const char *bytes, size_t length) {
    // The last place is for what follows in the buffer.
    if (record->piece_count + 3 > HONE_RECORD_PIECES) {
        record->overflown = true;
        return;
    }
    close_piece(record);
    record->pieces[record->piece_count++] = (struct hone_piece){bytes, length};
}

void hone_record_begin(struct hone_record *record, const char *kind, uint64_t at, uint64_t wall) {
    record->used = record->piece_start = record->piece_count = 0;
    record->overflown = false;
    append(record, "{\"kind\":\"", 9);
    append(record, kind, strlen(kind));
    append(record, "\"", 1);
    hone_record_number(record, "pid", (uint64_t)hone_log_process());
    hone_record_number(record, "tid", (uint64_t)hone_thread()->id);
    hone_record_number(record, "at", at);
    hone_record_number(record, "wall", wall);
}

void hone_record_number(struct hone_record *record, const char *name, uint64_t value) {
    append_name(record, name);
    append_number(record, value);
}

void hone_record_count(struct hone_record *record, const char *name, uint64_t value) {
    if (value > 0) hone_record_number(record, name, value);
}

void hone_record_flag(struct hone_record *record, const char *name, bool value) {
    if (!value) return;
    append_name(record, name);
    append(record, "true", 4);
}

void hone_record_text(struct hone_record *record, const char *name, const char *text, size_t longest) {
    size_t length = strnlen(text, longest);
    append_name(record, name);
    append(record, "\"", 1);
    size_t escaped = hone_json_escaped_length(text, length);
    if (escaped <= sizeof record->buffer - record->used) {
        record->used += hone_json_escape(text, length, record->buffer + record->used);
    } else {
        record->overflown = true;
    }
    append(record, "\"", 1);
}

void hone_record_escaped(struct hone_record *record, const char *name, const char *escaped, size_t length) {
    append_name(record, name);
    append(record, "\"", 1);
    append_outside(record, escaped, length);
    append(record, "\"", 1);
}

void hone_record_json(struct hone_record *record, const char *name, const char *json) {
    append_name(record, name);
    append_outside(record, json, strlen(json));
}

void hone_record_end(struct hone_record *record) {
    append(record, "}\n", 2);
    close_piece(record);
    if (record->overflown) {
        hone_log_drop();
    } else {
        hone_log_append(record->pieces, record->piece_count);
    }
}
