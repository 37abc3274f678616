#ifndef HONE_ALLOCATIONS_H
#define HONE_ALLOCATIONS_H

#include <stdint.h>

// How often the thread that asks has allocated memory since it began. Counts on glibc; 0 elsewhere.
uint64_t hone_allocations(void);

// Whether they are counted here.
int hone_allocations_are_counted(void);

// Bytes of the heap in use, those among them that were mapped for themselves. On glibc; 0 elsewhere.
uint64_t hone_heap_bytes(void);

#endif
