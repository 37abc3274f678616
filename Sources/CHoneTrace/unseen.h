// What the tracer cannot see by standing in front of functions: reached early where that is possible, else said.
#ifndef HONE_UNSEEN_H
#define HONE_UNSEEN_H

#pragma GCC visibility push(hidden)

/// At start: hooks a SQLite that the main executable exports (its own code then never meets our functions), and
/// opens the libraries that `HONE_TRACE_SQLITE` names.
void hone_reach_early(void);

/// At exit, if no connection was seen: logs each loaded SQLite of which no connection was seen.
void hone_report_unseen(void);

#pragma GCC visibility pop

#endif
