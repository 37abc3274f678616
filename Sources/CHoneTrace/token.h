// SQL cut into tokens, by SQLite's rules (https://www.sqlite.org/lang_keywords.html and tokenize.c).
#ifndef HONE_TOKEN_H
#define HONE_TOKEN_H

#include <stddef.h>

#pragma GCC visibility push(hidden)

enum hone_token_kind {
    HONE_TOKEN_END,
    /// Whitespace and comments.
    HONE_TOKEN_SPACE,
    HONE_TOKEN_WORD,
    /// An identifier in "", [] or ``.
    HONE_TOKEN_QUOTED,
    HONE_TOKEN_STRING,
    HONE_TOKEN_BLOB,
    HONE_TOKEN_NUMBER,
    /// `?`, `?1`, `:name`, `@name`, `$name`.
    HONE_TOKEN_PLACEHOLDER,
    HONE_TOKEN_PUNCTUATION,
};

struct hone_token {
    enum hone_token_kind kind;
    const char *text;
    size_t length;
};

/// The token at `text`; never longer than `length`.
struct hone_token hone_token_next(const char *text, size_t length);

/// Whether a word or punctuation is `text`, whatever the case of its letters.
int hone_token_is(const struct hone_token *token, const char *text);

#pragma GCC visibility pop

#endif
