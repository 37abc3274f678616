// SQL without its literals: two statements that differ only in values, in whitespace, in comments or in the length
// of a list get the same text. The result can still be prepared by SQLite, so plans can be read for it.
//
// A list is folded while it is written: when an element ends that reads like the one before it, the output goes back
// to where that one ended. So a list of any length takes the room of one element.
#include <stdbool.h>
#include <string.h>

#include "hone_trace.h"
#include "token.h"

enum { DEEPEST = 64, NOWHERE = -1 };

struct level {
    /// The elements of `IN (…)`, or the rows of `VALUES (…), (…)`, are compared.
    bool in_list, values;
    /// The element being written, and the one before it; offsets of the output.
    long start, previous_start, previous_end;
};

struct writer {
    char *output;
    size_t capacity, used;
    bool cut, space;
    /// A semicolon is written when something follows it, as in a trigger's body.
    bool semicolon;
    /// The last token, as it reads in the source.
    struct hone_token last;
    /// After `BY`: integers name columns of the result and stay.
    bool by;
    int depth;
    struct level levels[DEEPEST + 1];
};

static const char *const before_operand[] = {
    "SELECT", "WHERE", "AND", "OR", "NOT", "WHEN", "THEN", "ELSE", "BETWEEN", "LIMIT", "OFFSET", "IN", "LIKE", "GLOB",
    "IS", "BY", "HAVING", "ON", "CASE", "RETURNING", "DISTINCT", "ALL", "DEFAULT", "ESCAPE", "MATCH", "REGEXP",
};

// Whether a sign after `last` belongs to the number that follows it.
static bool sign_is_unary(const struct hone_token *last) {
    if (last->kind == HONE_TOKEN_END) return true;
    if (last->kind == HONE_TOKEN_PUNCTUATION) return !hone_token_is(last, ")");
    if (last->kind != HONE_TOKEN_WORD) return false;
    for (size_t i = 0; i < sizeof before_operand / sizeof before_operand[0]; i++) {
        if (hone_token_is(last, before_operand[i])) return true;
    }
    return false;
}

// SQLite takes "text" in double quotes for a string where no column has that name, so what does not look like a
// name is treated as the value that it may be.
static bool looks_like_name(const struct hone_token *token) {
    if (token->text[0] != '"' || token->length > 130) return token->text[0] != '"';
    for (size_t i = 1; i + 1 < token->length; i++) {
        unsigned char c = (unsigned char)token->text[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && !strchr("_ .-$", c) && c < 0x80) return false;
    }
    return true;
}

static bool is_comparison(const struct hone_token *token) {
    static const char *const signs[] = {"=", "==", "<", ">", "<=", ">=", "<>", "!=", "||"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (hone_token_is(token, signs[i])) return token->kind == HONE_TOKEN_PUNCTUATION;
    }
    return false;
}

// A token is written whole or not at all, so a cut never splits a character.
static void put(struct writer *writer, const char *text, size_t length) {
    if (writer->cut || length > writer->capacity - writer->used) {
        writer->cut = true;
        return;
    }
    memcpy(writer->output + writer->used, text, length);
    writer->used += length;
}

static bool wants_space(const struct writer *writer, const struct hone_token *token) {
    const struct hone_token *last = &writer->last;
    if (writer->used == 0 || last->kind == HONE_TOKEN_END) return false;
    if (last->kind == HONE_TOKEN_PUNCTUATION && hone_token_is(last, "(")) return false;
    if (token->kind == HONE_TOKEN_PUNCTUATION) {
        if (hone_token_is(token, ",") || hone_token_is(token, ")")) return false;
        if (hone_token_is(token, "(") && last->kind == HONE_TOKEN_WORD) {
            if (hone_token_is(last, "IN") || hone_token_is(last, "VALUES")) return true;
        }
    }
    if (last->kind == HONE_TOKEN_PUNCTUATION && hone_token_is(last, ",")) return true;
    return writer->space || is_comparison(token) || is_comparison(last);
}

// An element ended. If it reads like the one before, it is taken back together with the comma between them.
static void end_element(struct writer *writer, struct level *level) {
    if (level->start == NOWHERE || writer->cut) return;
    long end = (long)writer->used;
    long length = end - level->start;
    bool repeats = level->previous_start != NOWHERE && level->previous_end - level->previous_start == length
        && memcmp(writer->output + level->previous_start, writer->output + level->start, (size_t)length) == 0;
    if (repeats) {
        writer->used = (size_t)level->previous_end;
    } else {
        level->previous_start = level->start;
        level->previous_end = end;
    }
    level->start = NOWHERE;
}

static void begin_element(struct writer *writer, struct level *level) {
    if (level->start == NOWHERE) level->start = (long)writer->used;
}

static void open_parenthesis(struct writer *writer) {
    bool after_in = writer->last.kind == HONE_TOKEN_WORD && hone_token_is(&writer->last, "IN");
    if (writer->depth < DEEPEST) writer->depth++;
    writer->levels[writer->depth] = (struct level){
        .in_list = after_in, .start = NOWHERE, .previous_start = NOWHERE, .previous_end = NOWHERE,
    };
}

// What a token means for the lists that it stands in, before it is written.
static void follow_lists(struct writer *writer, const struct hone_token *token) {
    struct level *level = &writer->levels[writer->depth];
    bool punctuation = token->kind == HONE_TOKEN_PUNCTUATION;
    if (punctuation && (hone_token_is(token, ",") || hone_token_is(token, ")"))) {
        if (level->in_list || (level->values && hone_token_is(token, ","))) end_element(writer, level);
        if (hone_token_is(token, ")")) level->values = false;
        return;
    }
    if (level->values && !(punctuation && hone_token_is(token, "("))) level->values = false;
    // A subquery in parentheses is no list.
    bool first = writer->last.kind == HONE_TOKEN_PUNCTUATION && hone_token_is(&writer->last, "(");
    if (level->in_list && first && token->kind == HONE_TOKEN_WORD) {
        if (hone_token_is(token, "SELECT") || hone_token_is(token, "WITH") || hone_token_is(token, "VALUES")) {
            level->in_list = false;
        }
    }
}

static void emit(struct writer *writer, const struct hone_token *token, const char *text, size_t length) {
    if (writer->semicolon && writer->used > 0) put(writer, ";", 1);
    writer->space = writer->space || writer->semicolon;
    writer->semicolon = false;
    follow_lists(writer, token);
    if (wants_space(writer, token)) put(writer, " ", 1);
    struct level *level = &writer->levels[writer->depth];
    bool punctuation = token->kind == HONE_TOKEN_PUNCTUATION;
    bool separator = punctuation && (hone_token_is(token, ",") || hone_token_is(token, ")"));
    if ((level->in_list || level->values) && !separator) begin_element(writer, level);
    put(writer, text, length);
    if (punctuation && hone_token_is(token, "(")) open_parenthesis(writer);
    if (punctuation && hone_token_is(token, ")") && writer->depth > 0) {
        writer->depth--;
        level = &writer->levels[writer->depth];
        if (level->values) end_element(writer, level);
    }
    if (token->kind == HONE_TOKEN_WORD && hone_token_is(token, "VALUES")) {
        level->values = true;
        level->start = level->previous_start = level->previous_end = NOWHERE;
    }
    writer->last = *token;
    writer->space = false;
}

static bool continues_by(const struct hone_token *token) {
    static const char *const words[] = {"ASC", "DESC", "NULLS", "FIRST", "LAST", "BY"};
    if (token->kind == HONE_TOKEN_NUMBER) return true;
    if (token->kind == HONE_TOKEN_PUNCTUATION) return hone_token_is(token, ",");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (token->kind == HONE_TOKEN_WORD && hone_token_is(token, words[i])) return true;
    }
    return false;
}

static bool is_value(const struct writer *writer, const struct hone_token *token) {
    switch (token->kind) {
    case HONE_TOKEN_NUMBER: return !writer->by;
    case HONE_TOKEN_STRING:
    case HONE_TOKEN_BLOB:
    case HONE_TOKEN_PLACEHOLDER: return true;
    case HONE_TOKEN_QUOTED: return !looks_like_name(token);
    default: return false;
    }
}

// The number after a sign at `token`, spaces between them included; 0 when it is an operator.
static size_t signed_number(
    const struct writer *writer, const struct hone_token *token, const char *sql, size_t length) {
    if (token->kind != HONE_TOKEN_PUNCTUATION || !(hone_token_is(token, "-") || hone_token_is(token, "+"))) return 0;
    if (!sign_is_unary(&writer->last)) return 0;
    size_t at = token->length;
    struct hone_token next = hone_token_next(sql + at, length - at);
    while (next.kind == HONE_TOKEN_SPACE) {
        at += next.length;
        next = hone_token_next(sql + at, length - at);
    }
    return next.kind == HONE_TOKEN_NUMBER ? at + next.length : 0;
}

size_t hone_trace_normalise(const char *sql, size_t length, char *output, size_t capacity, int *cut) {
    struct writer writer = {.output = output, .capacity = capacity};
    writer.levels[0] = (struct level){.start = NOWHERE, .previous_start = NOWHERE, .previous_end = NOWHERE};
    while (length > 0 && !writer.cut) {
        struct hone_token token = hone_token_next(sql, length);
        size_t taken = token.length;
        size_t signed_length = signed_number(&writer, &token, sql, length);
        if (token.kind == HONE_TOKEN_SPACE) {
            writer.space = true;
        } else if (signed_length > 0) {
            taken = signed_length;
            token = (struct hone_token){HONE_TOKEN_NUMBER, sql, taken};
            emit(&writer, &token, "?", 1);
        } else if (is_value(&writer, &token)) {
            emit(&writer, &token, "?", 1);
        } else if (hone_token_is(&token, ";")) {
            writer.semicolon = true;
        } else {
            emit(&writer, &token, token.text, token.length);
            writer.by = writer.by ? continues_by(&token) : token.kind == HONE_TOKEN_WORD && hone_token_is(&token, "BY");
        }
        sql += taken;
        length -= taken;
    }
    *cut = writer.cut;
    return writer.used;
}
