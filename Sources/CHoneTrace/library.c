#include "library.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "module.h"

// Defined by every SQLite and not interposed here, so that looking it up tells where the app's calls lead.
static const char landmark[] = "sqlite3_libversion_number";

static struct hone_library *_Atomic libraries;

static void *own_symbol(struct hone_module *module, const char *name) {
    void *symbol = dlsym(module->handle, name);
    struct hone_module *own = hone_module_own();
    return symbol && own && own != module && hone_module_holds(own, symbol) ? NULL : symbol;
}

static struct hone_library *create(struct hone_module *module) {
    struct hone_library *library = calloc(1, sizeof *library);
    if (!library) return NULL;
    library->module = module;
#define HONE_RESOLVE(result, name, parameters) \
    library->name = (result(*) parameters)own_symbol(module, "sqlite3_" #name);
    HONE_SQLITE_FUNCTIONS(HONE_RESOLVE)
#undef HONE_RESOLVE
    library->traceable = library->trace_v2 && library->auto_extension && library->sql && library->expanded_sql
        && library->free && library->db_handle && library->db_filename && library->file_control
        && library->get_autocommit && library->stmt_readonly && library->stmt_status && library->next_stmt
        && library->db_mutex && library->mutex_enter && library->mutex_leave;
    return library;
}

static struct hone_library *of_module(struct hone_module *module) {
    struct hone_library *head = atomic_load_explicit(&libraries, memory_order_acquire);
    for (struct hone_library *known = head; known; known = known->next) {
        if (known->module == module) return known;
    }
    struct hone_library *library = create(module);
    if (!library) return NULL;
    do {
        for (struct hone_library *known = head; known; known = known->next) {
            if (known->module != module) continue;
            free(library);
            return known;
        }
        library->next = head;
    } while (!atomic_compare_exchange_weak(&libraries, &head, library));
    return library;
}

struct hone_library *hone_library_at(const void *address) {
    struct hone_module *module = address ? hone_module_at(address) : NULL;
    if (!module) return NULL;
    void *symbol = dlsym(module->handle, landmark);
    return symbol && hone_module_holds(module, symbol) ? of_module(module) : NULL;
}

// The order is the dynamic linker's own: what the global scope defines comes first, then what the calling module
// and its dependencies define. An app's calls that are not interposed (`sqlite3_bind_…`) go by that order too, and
// one connection must never be handled by two libraries.
static struct hone_library *resolve(struct hone_module *module) {
    void *symbol = dlsym(RTLD_DEFAULT, landmark);
    if (!symbol && module) symbol = dlsym(module->handle, landmark);
    struct hone_module *holder = symbol ? hone_module_at(symbol) : NULL;
    if (holder) return of_module(holder);
    // Code outside of any module, or a plugin bound at run time: unambiguous as long as there is one SQLite.
    struct hone_library *only = hone_libraries();
    return only && !only->next ? only : NULL;
}

struct hone_library *hone_library_for_caller(const void *caller) {
    struct hone_module *module = hone_module_at(caller);
    if (!module) return resolve(NULL);
    struct hone_library *library = atomic_load_explicit(&module->library, memory_order_acquire);
    if (!library) {
        library = resolve(module);
        atomic_store_explicit(&module->library, library, memory_order_release);
    }
    return library;
}

bool hone_library_is_caller(const struct hone_library *library, const void *caller) {
    return hone_module_holds(library->module, caller);
}

struct hone_library *hone_libraries(void) {
    return atomic_load_explicit(&libraries, memory_order_acquire);
}
