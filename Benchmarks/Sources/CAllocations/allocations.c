// Counts allocations by standing in front of the C library's malloc. glibc lets a program do so, and has the functions that
// are stood in front of under another name: glibc manual, "Replacing malloc".

#include "allocations.h"

#include <stddef.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

static __thread uint64_t count;

uint64_t hone_allocations(void) { return count; }

#ifdef __GLIBC__

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

int hone_allocations_are_counted(void) { return 1; }

uint64_t hone_heap_bytes(void) {
  struct mallinfo2 now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

void *malloc(size_t size) {
  count += 1;
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count += 1;
  return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
  count += 1;
  return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count += 1;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  count += 1;
  *pointer = __libc_memalign(alignment, size);
  return *pointer == NULL ? 12 : 0;
}

#else

int hone_allocations_are_counted(void) { return 0; }

uint64_t hone_heap_bytes(void) { return 0; }

#endif
