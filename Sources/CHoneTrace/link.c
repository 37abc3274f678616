__attribute__((section(".swift1_autolink_entries"), used, aligned(1))) static const char entries[] = "-Wl,--as-needed";
__attribute__((visibility("hidden"))) void swift_addNewDSOImage(const void *sections) { (void)sections; }
__attribute__((visibility("hidden"))) int _swift_backtrace_isThunkFunction(const char *name) { (void)name; return 0; }
