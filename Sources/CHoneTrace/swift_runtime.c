// SwiftPM links a dynamic product with the Swift driver, which adds swiftrt.o and libswiftCore even when there is no
// Swift in it. A preloaded library that needs libswiftCore would fail to load wherever Swift is not installed, and
// would drag a runtime into every process. Two things undo that without unsafe flags:
// - `--as-needed`, passed through the section from which the driver collects an object's linker flags, drops
//   libraries that resolve nothing;
// - the two symbols that swiftrt.o wants are defined here, hidden. They forward to a Swift runtime if the process
//   has one, so that linking these objects into a Swift program would still register its types.
#include <dlfcn.h>

#if defined(__linux__)

#define HIDDEN_WEAK __attribute__((visibility("hidden"), weak))

__attribute__((section(".swift1_autolink_entries"), used, aligned(1))) static const char flags[] = "-Wl,--as-needed";

HIDDEN_WEAK void swift_addNewDSOImage(const void *sections) {
    void (*real)(const void *) = (void (*)(const void *))dlsym(RTLD_DEFAULT, "swift_addNewDSOImage");
    if (real) real(sections);
}

HIDDEN_WEAK _Bool _swift_backtrace_isThunkFunction(const char *name) {
    _Bool (*real)(const char *) = (_Bool(*)(const char *))dlsym(RTLD_DEFAULT, "_swift_backtrace_isThunkFunction");
    return real ? real(name) : 0;
}

#endif
