/* The files of which `chat4all plugin new` makes a project, as they lie in this repository when it is built. */
#ifndef PROJECT_FILES_H
#define PROJECT_FILES_H

#include <stddef.h>

typedef struct project_file {
  const char *path; /* "<language>/<path in the project>"; "common/..." goes into every project */
  const unsigned char *bytes;
  size_t length;
} project_file;

/* The file of that number, from 0; NULL beyond the last. */
const project_file *project_file_at(size_t number);

#endif
