// What the functions that stand in front of SQLite's have in common.
#ifndef HONE_INTERPOSE_H
#define HONE_INTERPOSE_H

#include "hone_trace.h"
#include "library.h"
#include "process.h"

#define HONE_INTERPOSED __attribute__((visibility("default")))

/// Where the app called us from. It decides which SQLite is meant, so it is taken in the interposed function itself.
#define HONE_CALLER __builtin_return_address(0)

#endif
