// The values bound to a statement, read back from SQLite's expanded SQL.
#ifndef HONE_PARAMETERS_H
#define HONE_PARAMETERS_H

#pragma GCC visibility push(hidden)

/// A JSON array with the value of each parameter in the order of their numbers: `null`, an integer, `{"real":"1.5"}`,
/// a string, `{"blob":"hex digits"}` or `{"zeroblob":"length"}`. Null when there are too many values, or too long
/// ones. Free it with `hone_parameters_free`.
char *hone_parameters_json(const char *sql, const char *expanded);

void hone_parameters_free(char *json);

#pragma GCC visibility pop

#endif
