#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "confinement.h"

struct search {
  int32_t left;
  char *path;
  int32_t capacity;
};

static int visit(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  struct search *search = context;
  // The executable itself and the kernel's own page have no path.
  const char *slash = info->dlpi_name ? strrchr(info->dlpi_name, '/') : NULL;
  if (!slash || search->left-- > 0) return 0;
  snprintf(search->path, (size_t)search->capacity, "%.*s", (int)(slash - info->dlpi_name), info->dlpi_name);
  return 1;
}

int32_t cconfine_library(int32_t index, char *path, int32_t capacity) {
  struct search search = {index, path, capacity};
  return dl_iterate_phdr(visit, &search);
}
