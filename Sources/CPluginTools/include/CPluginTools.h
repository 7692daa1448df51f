// What of the C library Swift's module of it does not show.
#ifndef CHAT4ALL_PLUGIN_TOOLS_H
#define CHAT4ALL_PLUGIN_TOOLS_H

#include <stddef.h>

/// Bytes of the heap that have been allocated and not freed, those of large blocks included.
size_t plugin_tools_allocated(void);

/// Whether `part` occurs in `bytes`.
int plugin_tools_contains(const void *bytes, size_t count, const void *part, size_t part_count);

#endif
