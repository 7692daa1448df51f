// What of the C library Swift's module of it does not show.
#ifndef CHAT4ALL_PLUGIN_TOOLS_H
#define CHAT4ALL_PLUGIN_TOOLS_H

#include <spawn.h>
#include <stddef.h>

/// Bytes of the heap that have been allocated and not freed, those of large blocks included.
size_t plugin_tools_allocated(void);

/// Whether `part` occurs in `bytes`.
int plugin_tools_contains(const void *bytes, size_t count, const void *part, size_t part_count);

/// Removes a folder with all that is in it, as far as that goes.
void plugin_tools_remove_tree(const char *path);

/// Has a process begin in a folder. 0, or the number of the error.
int plugin_tools_begin_in(posix_spawn_file_actions_t *actions, const char *folder);

#endif
