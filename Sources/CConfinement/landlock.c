#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confinement.h"

// https://docs.kernel.org/userspace-api/landlock.html. Written down here because the headers of Debian 12 know version 2 and
// the numbers never change. The system calls have the same numbers everywhere.
#define LANDLOCK_CREATE_RULESET 444
#define LANDLOCK_ADD_RULE 445
#define LANDLOCK_RESTRICT_SELF 446

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1

#define READ_FILE (1ull << 2)
#define READ_DIR (1ull << 3)

struct ruleset {
  uint64_t file_system; // since 1: bits 0 to 12; 2: 13, refer; 3: 14, truncate; 5: 15, ioctl of devices
  uint64_t network;     // since 4: bind and connect of TCP
  uint64_t scopes;      // since 6: abstract Unix sockets, signals
};

struct path_beneath {
  uint64_t access;
  int32_t parent;
} __attribute__((packed));

int32_t cconfine_landlock_version(void) {
  long version = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int32_t)version;
}

int32_t cconfine_landlock_ruleset(int32_t version) {
  struct ruleset all = {0};
  int rights = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
  size_t size = version >= 6   ? sizeof all
                : version >= 4 ? offsetof(struct ruleset, scopes)
                               : offsetof(struct ruleset, network);
  all.file_system = (1ull << rights) - 1;
  all.network = version >= 4 ? 3 : 0;
  all.scopes = version >= 6 ? 3 : 0;
  long ruleset = syscall(LANDLOCK_CREATE_RULESET, &all, size, 0);
  return ruleset < 0 ? -errno : (int32_t)ruleset;
}

int32_t cconfine_landlock_read(int32_t ruleset, const char *path) {
  int parent = open(path, O_PATH | O_CLOEXEC);
  if (parent < 0) return errno;
  struct stat status;
  int32_t failure = 0;
  if (fstat(parent, &status) != 0) {
    failure = errno;
  } else {
    struct path_beneath rule = {S_ISDIR(status.st_mode) ? READ_FILE | READ_DIR : READ_FILE, parent};
    if (syscall(LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0) != 0) failure = errno;
  }
  close(parent);
  return failure;
}

int32_t cconfine_landlock_enforce(int32_t ruleset) {
  int32_t failure = syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0 ? 0 : errno;
  close(ruleset);
  return failure;
}
