#include "pragmas.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "hone_trace.h"
#include "process.h"

// The closed list, the same as `Pragma` in HoneDatabase has: a number within bounds, or one of some words.
static const struct pragma {
    const char *name;
    long long least, most;
    const char *words[4];
} list[] = {
    {"synchronous", 0, -1, {"NORMAL", "FULL", "EXTRA"}},
    {"busy_timeout", 0, 600000, {NULL}},
    {"cache_size", -16777216, 16777216, {NULL}},
    {"mmap_size", 0, 1099511627776, {NULL}},
    {"journal_size_limit", -1, 1099511627776, {NULL}},
    {"temp_store", 0, -1, {"DEFAULT", "FILE", "MEMORY"}},
    {"foreign_keys", 0, -1, {"ON", "OFF"}},
};
enum { PRAGMAS = sizeof list / sizeof list[0] };

/// Reading the schema, which some of them need, waits so long for somebody's lock, as the app's first statement would.
enum { PATIENCE_MILLISECONDS = 1000 };

static char statements[PRAGMAS][64];
static bool wanted;
static int busy_timeout;

// What this thread last set. An opening is announced on the thread that opens.
static __thread const sqlite3 *last __attribute__((tls_model("initial-exec")));

static bool allows(const struct pragma *pragma, const char *value) {
    for (int i = 0; i < 4 && pragma->words[i]; i++) {
        if (strcasecmp(pragma->words[i], value) == 0) return true;
    }
    // strtoll would let blanks and a plus through.
    if (!isdigit((unsigned char)value[0]) && value[0] != '-') return false;
    char *end = NULL;
    long long number = strtoll(value, &end, 10);
    return end != value && *end == 0 && number >= pragma->least && number <= pragma->most;
}

static char *trimmed(char *text) {
    while (isspace((unsigned char)*text)) text++;
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) text[--length] = 0;
    return text;
}

static bool read_one(char *text) {
    char *equals = strchr(text, '=');
    if (!equals) return false;
    *equals = 0;
    const char *name = trimmed(text), *value = trimmed(equals + 1);
    for (int i = 0; i < PRAGMAS; i++) {
        if (strcasecmp(list[i].name, name) != 0 || !allows(&list[i], value)) continue;
        snprintf(statements[i], sizeof statements[i], "PRAGMA %s=%s", list[i].name, value);
        if (strcmp(list[i].name, "busy_timeout") == 0) busy_timeout = atoi(value);
        return true;
    }
    *equals = '=';
    return false;
}

static void refuse(const char *text) {
    char line[256];
    int length = snprintf(line, sizeof line, "hone: HONE_PRAGMAS: '%.80s' is not a setting that may be made\n", text);
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0) return;
}

bool hone_pragmas_read(void) {
    const char *setting = getenv(HONE_PRAGMAS);
    char *copy = setting && setting[0] ? strdup(setting) : NULL;
    char *rest = NULL;
    for (char *one = copy ? strtok_r(copy, ";", &rest) : NULL; one; one = strtok_r(NULL, ";", &rest)) {
        one = trimmed(one);
        if (!one[0]) continue;
        if (read_one(one)) {
            wanted = true;
        } else {
            refuse(one);
        }
    }
    free(copy);
    return wanted;
}

bool hone_pragmas_wanted(void) { return wanted; }

void hone_pragmas_set(struct hone_library *library, sqlite3 *db) {
    if (!wanted || !db || !library->exec || !library->busy_timeout || !library->db_filename) return;
    // An encrypted database is not to be read before its key is there, and only the app has that.
    if (library->key) return;
    last = db;
    const char *file = library->db_filename(db, "main");
    if (!file || !file[0]) return;
    // None of this is the app's own: neither measured nor logged.
    struct hone_thread *thread = hone_thread();
    thread->preparing++;
    library->busy_timeout(db, PATIENCE_MILLISECONDS);
    for (int i = 0; i < PRAGMAS; i++) {
        if (statements[i][0]) library->exec(db, statements[i], NULL, NULL, NULL);
    }
    library->busy_timeout(db, busy_timeout);
    // A file that is no database is refused by the app's own first statement, as before, and not by its opening:
    // executing nothing clears the error (https://www.sqlite.org/c3ref/errcode.html).
    library->exec(db, "", NULL, NULL, NULL);
    thread->preparing--;
}

void hone_pragmas_after_open(struct hone_library *library, sqlite3 *db) {
    if (wanted && last != db) hone_pragmas_set(library, db);
    // The address may be another connection's next time.
    last = NULL;
}
