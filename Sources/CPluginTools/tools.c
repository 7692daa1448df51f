#define _GNU_SOURCE
#include "CPluginTools.h"

#include <malloc.h>
#include <string.h>

size_t plugin_tools_allocated(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

int plugin_tools_contains(const void *bytes, size_t count, const void *part, size_t part_count) {
  return memmem(bytes, count, part, part_count) != NULL;
}
