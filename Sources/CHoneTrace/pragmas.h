// Settings that do not live in a database file, made on every connection of an app that nobody changes.
#ifndef HONE_PRAGMAS_H
#define HONE_PRAGMAS_H

#include <stdbool.h>

#include "library.h"

#pragma GCC visibility push(hidden)

/// Reads `HONE_PRAGMAS`; what is not on the list is told on standard error and left out. True when something is to be
/// set.
bool hone_pragmas_read(void);

/// Whether something is to be set.
bool hone_pragmas_wanted(void);

/// At the end of each opening, before the app's own extensions and statements: sets what is wanted, unless the
/// connection has no file.
void hone_pragmas_set(struct hone_library *, sqlite3 *);

/// After an opening that was seen: sets it where SQLite did not announce the connection.
void hone_pragmas_after_open(struct hone_library *, sqlite3 *);

#pragma GCC visibility pop

#endif
