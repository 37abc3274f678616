// SQLite's trace callback: the only sight of statements whose steps are not seen, and the app's own callbacks.
#ifndef HONE_TRACE_CALLBACK_H
#define HONE_TRACE_CALLBACK_H

#include "connection.h"

#pragma GCC visibility push(hidden)

/// The app's `sqlite3_trace_v2`, `sqlite3_trace` and `sqlite3_profile` on a connection that we follow. Each replaces
/// what the app set before, as in SQLite itself.
int hone_app_trace(struct hone_connection *, unsigned mask, hone_trace_callback, void *context);
void *hone_app_legacy_trace(struct hone_connection *, hone_legacy_trace, void *context);
void *hone_app_legacy_profile(struct hone_connection *, hone_legacy_profile, void *context);

/// Gives SQLite the app's callback alone: the connection outlives its closing, and we do not follow it there.
void hone_trace_uninstall(struct hone_connection *);

#pragma GCC visibility pop

#endif
