/*
 * What Linux offers to confine a process, as functions with types that Swift can call. Nothing is decided here but the list
 * of system calls (system_calls.c).
 *
 * Functions that return int32_t answer 0, or the errno of what was refused. Those marked [thread] hold for the calling
 * thread and the threads that it starts afterwards: call them while there is one thread.
 */
#ifndef CHAT4ALL_CONFINEMENT_H
#define CHAT4ALL_CONFINEMENT_H

#include <stdint.h>

/* Resources for cconfine_limit(). RLIMIT_... is an enum in C and a number in Swift. */
extern const int32_t CCONFINE_DATA, CCONFINE_FILE_SIZE, CCONFINE_CORE, CCONFINE_OPEN_FILES, CCONFINE_TASKS,
    CCONFINE_LOCKED_MEMORY, CCONFINE_MESSAGE_QUEUES, CCONFINE_REAL_TIME;

/* Sets a resource's soft and hard limit. A hard limit that is lower already stays as it is. */
int32_t cconfine_limit(int32_t resource, uint64_t value);

/* A write beyond the limit of file size fails with EFBIG and kills nobody. */
void cconfine_ignore_file_size_signal(void);

/* No program, however it is marked, gives this one more rights than it has. [thread] Needed by what follows. */
int32_t cconfine_no_new_privileges(void);

/* No core files, and no debugger of the same user. */
int32_t cconfine_not_inspectable(void);

/* Becomes another user for good, without supplementary groups. All threads. Only root may. */
int32_t cconfine_become(uint32_t user, uint32_t group);

/* Leaves the network and the System V objects of the host for empty ones. [thread] Only root may. */
int32_t cconfine_leave_network(void);

/* The same in a user namespace of its own, which everybody may create where the kernel was not told otherwise. Limits of
 * tasks are counted in it alone. Fails with EINVAL when there is another thread. */
int32_t cconfine_leave_users_and_network(void);

/* A user namespace alone, where the network has been left already. */
int32_t cconfine_leave_users(void);

/* Gives up all capabilities, also those that could be had back. [thread] */
int32_t cconfine_drop_capabilities(void);

/* The kernel's version of Landlock, 1 or more; 0 when it has none. */
int32_t cconfine_landlock_version(void);

/* A ruleset that refuses everything that this version knows: its descriptor, or -errno. */
int32_t cconfine_landlock_ruleset(int32_t version);

/* Lets a file be read, or everything below a directory. ENOENT where there is nothing. */
int32_t cconfine_landlock_read(int32_t ruleset, const char *path);

/* Puts the ruleset into force, and closes it. [thread] Needs no_new_privileges. */
int32_t cconfine_landlock_enforce(int32_t ruleset);

/* From now on only the listed system calls work, for all threads. Needs no_new_privileges. */
int32_t cconfine_filter_system_calls(void);

/* How many threads this process has; 0 when that cannot be found out. */
int32_t cconfine_thread_count(void);

/* Writes the folder of the index-th loaded library (NUL-terminated, cut at capacity). 0: there is none such, else 1. */
int32_t cconfine_library(int32_t index, char *path, int32_t capacity);

#endif
