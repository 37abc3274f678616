// Which loaded file (executable or shared library) an address belongs to.
#ifndef HONE_MODULE_H
#define HONE_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

struct hone_library;

/// A loaded file. Found once, then kept: its handle pins it, so that its addresses stay its own.
struct hone_module {
    struct hone_module *next;
    uintptr_t low, high;
    void *handle;
    /// The SQLite that code of this module is bound to; resolved on first use.
    struct hone_library *_Atomic library;
    char path[];
};

/// The module that holds `address`; null when it is in none (generated code), or in one that cannot be pinned.
/// Lock free once the module is known.
struct hone_module *hone_module_at(const void *address);

static inline bool hone_module_holds(const struct hone_module *module, const void *address) {
    return (uintptr_t)address >= module->low && (uintptr_t)address < module->high;
}

/// The module of the tracer itself.
struct hone_module *hone_module_own(void);

/// Calls `visit` with the path and one address of every loaded file. The loader's lock is not held meanwhile.
void hone_modules_visit(void (*visit)(const char *path, const void *address, void *context), void *context);

#pragma GCC visibility pop

#endif
