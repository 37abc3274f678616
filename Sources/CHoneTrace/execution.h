// One execution of a statement: begun, stepped, ended, and then logged exactly once.
#ifndef HONE_EXECUTION_H
#define HONE_EXECUTION_H

#include "statement.h"

#pragma GCC visibility push(hidden)

/// The statement starts to run, in a step that we see or (`traced_only`) out of our sight.
void hone_execution_begin(struct hone_statement *statement, bool traced_only, bool nested);

/// Logs the execution and makes the statement ready for the next.
void hone_execution_end(struct hone_statement *statement);

#pragma GCC visibility pop

#endif
