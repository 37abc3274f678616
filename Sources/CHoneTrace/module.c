#include "module.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static struct hone_module *_Atomic modules;

struct search {
    uintptr_t address, low, high;
    bool found;
    char path[4096];
};

static void extent(const struct dl_phdr_info *loaded, uintptr_t *low, uintptr_t *high) {
    *low = UINTPTR_MAX;
    *high = 0;
    for (int i = 0; i < loaded->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &loaded->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD) continue;
        uintptr_t start = loaded->dlpi_addr + segment->p_vaddr;
        if (start < *low) *low = start;
        if (start + segment->p_memsz > *high) *high = start + segment->p_memsz;
    }
}

static int match(struct dl_phdr_info *loaded, size_t size, void *context) {
    (void)size;
    struct search *search = context;
    uintptr_t low, high;
    extent(loaded, &low, &high);
    if (search->address < low || search->address >= high) return 0;
    search->low = low;
    search->high = high;
    search->found = true;
    strncpy(search->path, loaded->dlpi_name ? loaded->dlpi_name : "", sizeof search->path - 1);
    return 1;
}

// No lock of ours is held around the loader's calls: a constructor that opens a database while another thread
// loads a library would otherwise wait for the two locks in the opposite order. Two threads may each find the same
// module; the second finding is dropped.
static struct hone_module *find(const void *address) {
    struct search search = {.address = (uintptr_t)address};
    if (!dl_iterate_phdr(match, &search) || !search.found) return NULL;
    void *handle = dlopen(search.path[0] ? search.path : NULL, RTLD_NOLOAD | RTLD_LAZY | RTLD_LOCAL);
    if (!handle) return NULL;
    size_t length = strlen(search.path);
    struct hone_module *module = calloc(1, sizeof *module + length + 1);
    if (!module) return NULL;
    module->low = search.low;
    module->high = search.high;
    module->handle = handle;
    memcpy(module->path, search.path, length + 1);
    struct hone_module *head = atomic_load(&modules);
    do {
        for (struct hone_module *known = head; known; known = known->next) {
            if (!hone_module_holds(known, address)) continue;
            free(module);
            return known;
        }
        module->next = head;
    } while (!atomic_compare_exchange_weak(&modules, &head, module));
    return module;
}

struct hone_module *hone_module_at(const void *address) {
    struct hone_module *module = atomic_load_explicit(&modules, memory_order_acquire);
    for (; module; module = module->next) {
        if (hone_module_holds(module, address)) return module;
    }
    return find(address);
}

struct hone_module *hone_module_own(void) {
    static struct hone_module *_Atomic own;
    struct hone_module *module = atomic_load(&own);
    if (!module) {
        module = hone_module_at((const void *)&hone_module_own);
        atomic_store(&own, module);
    }
    return module;
}

struct listing {
    size_t count;
    struct {
        char *path;
        const void *address;
    } entries[512];
};

static int list(struct dl_phdr_info *loaded, size_t size, void *context) {
    (void)size;
    struct listing *listing = context;
    if (listing->count == sizeof listing->entries / sizeof listing->entries[0]) return 1;
    uintptr_t low, high;
    extent(loaded, &low, &high);
    if (high == 0) return 0;
    char *path = strdup(loaded->dlpi_name ? loaded->dlpi_name : "");
    if (!path) return 1;
    listing->entries[listing->count].path = path;
    listing->entries[listing->count++].address = (const void *)low;
    return 0;
}

void hone_modules_visit(void (*visit)(const char *path, const void *address, void *context), void *context) {
    struct listing *listing = calloc(1, sizeof *listing);
    if (!listing) return;
    dl_iterate_phdr(list, listing);
    for (size_t i = 0; i < listing->count; i++) {
        visit(listing->entries[i].path, listing->entries[i].address, context);
        free(listing->entries[i].path);
    }
    free(listing);
}
