#ifndef HONE_ALLOCATIONS_H
#define HONE_ALLOCATIONS_H

#include <stdint.h>

// How often the thread that asks has allocated memory since it began. Counts on glibc; 0 elsewhere.
uint64_t hone_allocations(void);

// Whether they are counted here.
int hone_allocations_are_counted(void);

#endif
