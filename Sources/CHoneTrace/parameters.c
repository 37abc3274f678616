#include "parameters.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "token.h"

enum { MOST = 999, LONGEST = 64 << 10 };

struct parameter {
    struct hone_token name, value;
};

struct list {
    size_t count;
    struct parameter items[MOST];
};

// SQLite's numbering (https://www.sqlite.org/lang_expr.html#varparam): `?` takes the next number, `?N` is N, a name
// that was seen before keeps its number.
static size_t number_of(const struct list *list, const struct hone_token *placeholder) {
    if (placeholder->text[0] == '?') {
        if (placeholder->length == 1) return list->count;
        unsigned long number = strtoul(placeholder->text + 1, NULL, 10);
        return number > 0 ? number - 1 : MOST;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct hone_token *name = &list->items[i].name;
        if (name->length == placeholder->length && memcmp(name->text, placeholder->text, name->length) == 0) return i;
    }
    return list->count;
}

// The literal at `text`: a token, a signed number, or `zeroblob(N)`.
static size_t literal_length(const char *text, size_t length) {
    size_t sign = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    struct hone_token token = hone_token_next(text + sign, length - sign);
    if (token.kind == HONE_TOKEN_WORD && hone_token_is(&token, "zeroblob")) {
        const char *end = memchr(text, ')', length);
        return end ? (size_t)(end - text) + 1 : 0;
    }
    return sign + token.length;
}

// Walks both texts side by side: they are the same but for the placeholders.
static bool collect(struct list *list, const char *sql, const char *expanded) {
    size_t length = strlen(sql), expanded_length = strlen(expanded);
    while (length > 0) {
        struct hone_token token = hone_token_next(sql, length);
        size_t taken = token.length;
        if (token.kind == HONE_TOKEN_PLACEHOLDER) {
            size_t number = number_of(list, &token);
            taken = literal_length(expanded, expanded_length);
            if (number >= MOST || taken == 0) return false;
            while (list->count <= number) {
                list->items[list->count++] = (struct parameter){{HONE_TOKEN_END, "", 0}, {HONE_TOKEN_END, "", 0}};
            }
            list->items[number].name = token;
            list->items[number].value = (struct hone_token){HONE_TOKEN_END, expanded, taken};
        } else if (taken > expanded_length || memcmp(sql, expanded, taken) != 0) {
            return false;
        }
        sql += token.length;
        length -= token.length;
        expanded += taken;
        expanded_length -= taken;
    }
    return true;
}

struct output {
    size_t used;
    char *bytes;
};

static bool put(struct output *output, const char *bytes, size_t length) {
    if (length > LONGEST - output->used) return false;
    memcpy(output->bytes + output->used, bytes, length);
    output->used += length;
    return true;
}

static bool put_tagged(struct output *output, const char *tag, const char *bytes, size_t length) {
    return put(output, "{\"", 2) && put(output, tag, strlen(tag)) && put(output, "\":\"", 3)
        && put(output, bytes, length) && put(output, "\"}", 2);
}

// `'it''s'` to `"it's"`.
static bool put_text(struct output *output, const char *quoted, size_t length) {
    if (length < 2 || length > LONGEST) return false;
    char *plain = malloc(length);
    if (!plain) return false;
    size_t count = 0;
    for (size_t i = 1; i + 1 < length; i++) {
        plain[count++] = quoted[i];
        if (quoted[i] == '\'') i++;
    }
    bool fits = put(output, "\"", 1) && hone_json_escaped_length(plain, count) <= LONGEST - output->used;
    if (fits) output->used += hone_json_escape(plain, count, output->bytes + output->used);
    free(plain);
    return fits && put(output, "\"", 1);
}

static bool put_value(struct output *output, const struct hone_token *value) {
    const char *text = value->text;
    size_t length = value->length;
    if (length == 0 || hone_token_is(value, "NULL")) return put(output, "null", 4);
    if (text[0] == '\'') return put_text(output, text, length);
    if (text[0] == 'x' && length >= 3) return put_tagged(output, "blob", text + 2, length - 3);
    if (length > 10 && memcmp(text, "zeroblob(", 9) == 0) {
        // Longer ones than a million bytes count as too long.
        return length - 10 <= 6 && put_tagged(output, "zeroblob", text + 9, length - 10);
    }
    for (size_t i = text[0] == '-' ? 1 : 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return put_tagged(output, "real", text, length);
    }
    return put(output, text, length);
}

static char *write_json(const struct list *list) {
    struct output output = {.bytes = malloc(LONGEST + 1)};
    if (!output.bytes) return NULL;
    bool fits = put(&output, "[", 1);
    for (size_t i = 0; i < list->count && fits; i++) {
        fits = (i == 0 || put(&output, ",", 1)) && put_value(&output, &list->items[i].value);
    }
    if (!fits || !put(&output, "]", 1)) {
        free(output.bytes);
        return NULL;
    }
    output.bytes[output.used] = 0;
    return output.bytes;
}

char *hone_parameters_json(const char *sql, const char *expanded) {
    struct list *list = sql && expanded ? malloc(sizeof *list) : NULL;
    if (!list) return NULL;
    list->count = 0;
    char *json = collect(list, sql, expanded) ? write_json(list) : NULL;
    free(list);
    return json;
}

void hone_parameters_free(char *json) { free(json); }
