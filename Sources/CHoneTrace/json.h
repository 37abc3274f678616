// Text to JSON string contents: quotes, backslashes and control characters escaped, invalid UTF-8 replaced.
#ifndef HONE_JSON_H
#define HONE_JSON_H

#include <stddef.h>

#pragma GCC visibility push(hidden)

/// The bytes that `hone_json_escape` will write.
size_t hone_json_escaped_length(const char *text, size_t length);

/// Writes the escaped text, without quotes around it, and returns its length.
size_t hone_json_escape(const char *text, size_t length, char *output);

#pragma GCC visibility pop

#endif
