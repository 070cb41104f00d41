#pragma once
#include <libpq-fe.h>

#ifdef __GLIBC__
/* glibc has these since 2.29 and 2.34, but shows them only with _GNU_SOURCE, which a module can't set. They start a
   server that must hold neither our sockets nor our folder. */
#include <spawn.h>
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
#endif
