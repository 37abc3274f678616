#include "json.h"

#include <string.h>

// The length of the well-formed UTF-8 sequence at `text` (Unicode, table 3-7), 0 when it is not one.
static size_t sequence(const unsigned char *text, size_t length) {
    unsigned char lead = text[0];
    size_t count = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (count == 0 || count > length) return 0;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i < count; i++) {
        if ((text[i] & 0xC0) != 0x80) return 0;
    }
    return count;
}

static size_t put(char *output, size_t at, const char *bytes, size_t count) {
    if (output) memcpy(output + at, bytes, count);
    return at + count;
}

static size_t escape(const char *text, size_t length, char *output) {
    static const char hex[] = "0123456789abcdef";
    const unsigned char *bytes = (const unsigned char *)text;
    size_t written = 0;
    for (size_t i = 0; i < length;) {
        unsigned char byte = bytes[i];
        if (byte >= 0x80) {
            size_t count = sequence(bytes + i, length - i);
            written = count ? put(output, written, text + i, count) : put(output, written, "\xEF\xBF\xBD", 3);
            i += count ? count : 1;
            continue;
        }
        if (byte == '"' || byte == '\\') {
            written = put(output, written, (char[]){'\\', (char)byte}, 2);
        } else if (byte < 0x20 || byte == 0x7F) {
            written = put(output, written, (char[]){'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}, 6);
        } else {
            written = put(output, written, text + i, 1);
        }
        i++;
    }
    return written;
}

size_t hone_json_escaped_length(const char *text, size_t length) { return escape(text, length, NULL); }
size_t hone_json_escape(const char *text, size_t length, char *output) { return escape(text, length, output); }
