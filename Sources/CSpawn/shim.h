#include <spawn.h>

#ifdef __linux__
// Since glibc 2.29 and 2.34 (posix_spawn(3)).
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
// pipe(2)
int pipe2(int[2], int);
#endif
