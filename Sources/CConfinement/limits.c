#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "confinement.h"

const int32_t CCONFINE_DATA = RLIMIT_DATA, CCONFINE_FILE_SIZE = RLIMIT_FSIZE, CCONFINE_CORE = RLIMIT_CORE,
              CCONFINE_OPEN_FILES = RLIMIT_NOFILE, CCONFINE_TASKS = RLIMIT_NPROC,
              CCONFINE_LOCKED_MEMORY = RLIMIT_MEMLOCK, CCONFINE_MESSAGE_QUEUES = RLIMIT_MSGQUEUE,
              CCONFINE_REAL_TIME = RLIMIT_RTPRIO;

int32_t cconfine_limit(int32_t resource, uint64_t value) {
  struct rlimit limit;
  if (getrlimit((__rlimit_resource_t)resource, &limit) != 0) return errno;
  if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > value) limit.rlim_max = value;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit((__rlimit_resource_t)resource, &limit) == 0 ? 0 : errno;
}

void cconfine_ignore_file_size_signal(void) { signal(SIGXFSZ, SIG_IGN); }
