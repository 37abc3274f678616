#include "token.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_hex(char c) {
    return is_digit(c) || ((unsigned char)(c | 0x20) >= 'a' && (unsigned char)(c | 0x20) <= 'f');
}

// SQLite takes every byte above 127 for a letter.
static bool begins_word(char c) {
    return c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

static bool in_word(char c) { return begins_word(c) || is_digit(c) || c == '$'; }

static size_t while_true(const char *text, size_t at, size_t length, bool (*matches)(char)) {
    while (at < length && matches(text[at])) at++;
    return at;
}

// To the closing quote; two in a row stand for one. An open quote runs to the end.
static size_t quoted(const char *text, size_t length, char quote) {
    for (size_t at = 1; at < length; at++) {
        if (text[at] != quote) continue;
        if (at + 1 < length && text[at + 1] == quote && quote != ']') {
            at++;
            continue;
        }
        return at + 1;
    }
    return length;
}

static size_t comment(const char *text, size_t length) {
    const char *end = text[0] == '-' ? memchr(text, '\n', length) : NULL;
    if (text[0] == '-') return end ? (size_t)(end - text) + 1 : length;
    for (size_t at = 2; at + 1 < length; at++) {
        if (text[at] == '*' && text[at + 1] == '/') return at + 2;
    }
    return length;
}

static size_t number(const char *text, size_t length) {
    if (length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' && is_hex(text[2])) {
        return while_true(text, 2, length, is_hex);
    }
    size_t at = while_true(text, 0, length, is_digit);
    if (at < length && text[at] == '.') at = while_true(text, at + 1, length, is_digit);
    if (at < length && (text[at] | 0x20) == 'e') {
        size_t exponent = at + 1;
        if (exponent < length && (text[exponent] == '+' || text[exponent] == '-')) exponent++;
        if (exponent < length && is_digit(text[exponent])) at = while_true(text, exponent, length, is_digit);
    }
    // Digits may be grouped by underscores (SQLite 3.46): take what is glued to the number along with it.
    return while_true(text, at, length, in_word);
}

static size_t placeholder(const char *text, size_t length) {
    if (text[0] == '?') return while_true(text, 1, length, is_digit);
    size_t at = while_true(text, 1, length, in_word);
    // `$namespace::name(suffix)` of Tcl.
    while (text[0] == '$' && at + 2 < length && text[at] == ':' && text[at + 1] == ':') {
        at = while_true(text, at + 2, length, in_word);
    }
    if (text[0] == '$' && at > 1 && at < length && text[at] == '(') {
        const char *end = memchr(text + at, ')', length - at);
        if (end) at = (size_t)(end - text) + 1;
    }
    return at;
}

static size_t punctuation(const char *text, size_t length) {
    static const char *const longer[] = {"->>", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>", "->"};
    for (size_t i = 0; i < sizeof longer / sizeof longer[0]; i++) {
        size_t count = strlen(longer[i]);
        if (count <= length && memcmp(text, longer[i], count) == 0) return count;
    }
    return 1;
}

struct hone_token hone_token_next(const char *text, size_t length) {
    if (length == 0) return (struct hone_token){HONE_TOKEN_END, text, 0};
    char first = text[0];
    char second = length > 1 ? text[1] : 0;
    if (is_space(first)) return (struct hone_token){HONE_TOKEN_SPACE, text, while_true(text, 1, length, is_space)};
    if ((first == '-' && second == '-') || (first == '/' && second == '*')) {
        return (struct hone_token){HONE_TOKEN_SPACE, text, comment(text, length)};
    }
    if ((first | 0x20) == 'x' && second == '\'') {
        return (struct hone_token){HONE_TOKEN_BLOB, text, 1 + quoted(text + 1, length - 1, '\'')};
    }
    if (first == '\'') return (struct hone_token){HONE_TOKEN_STRING, text, quoted(text, length, '\'')};
    if (first == '"' || first == '`' || first == '[') {
        return (struct hone_token){HONE_TOKEN_QUOTED, text, quoted(text, length, first == '[' ? ']' : first)};
    }
    if (is_digit(first) || (first == '.' && is_digit(second))) {
        return (struct hone_token){HONE_TOKEN_NUMBER, text, number(text, length)};
    }
    if (begins_word(first)) return (struct hone_token){HONE_TOKEN_WORD, text, while_true(text, 1, length, in_word)};
    if (first == '?' || ((first == ':' || first == '@' || first == '$' || first == '#') && in_word(second))) {
        return (struct hone_token){HONE_TOKEN_PLACEHOLDER, text, placeholder(text, length)};
    }
    return (struct hone_token){HONE_TOKEN_PUNCTUATION, text, punctuation(text, length)};
}

int hone_token_is(const struct hone_token *token, const char *text) {
    return token->length == strlen(text) && strncasecmp(token->text, text, token->length) == 0;
}
