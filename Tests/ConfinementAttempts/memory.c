// Attempts to have more memory than the limit. The argument is a number of MiB.

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attempts.h"

#define MIB (1ul << 20)

static unsigned long mib(const char *argument) { return strtoul(argument, NULL, 10); }

static int map(const char *argument, int flags) {
  return mmap(NULL, mib(argument) * MIB, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED ? errno : 0;
}

// Piece by piece, each written to, until there is no more.
static int leak(const char *argument) {
  for (unsigned long i = 0; i < mib(argument); i++) {
    char *piece = malloc(MIB);
    if (!piece) return ENOMEM;
    memset(piece, 1, MIB);
    // The compiler must not see that nobody reads it.
    __asm__ volatile("" : : "r"(piece) : "memory");
    attempt_count++;
  }
  return 0;
}

static int map_private(const char *argument) { return map(argument, MAP_PRIVATE | MAP_ANONYMOUS); }
static int map_shared(const char *argument) { return map(argument, MAP_SHARED | MAP_ANONYMOUS); }
static int map_growing(const char *argument) { return map(argument, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN); }

// Address space that is only reserved costs nothing, and is written to later.
static int map_then_open(const char *argument) {
  void *memory = mmap(NULL, mib(argument) * MIB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return -2;
  return refusal(mprotect(memory, mib(argument) * MIB, PROT_READ | PROT_WRITE));
}

static int make_memory_file(const char *argument) {
  (void)argument;
  return refusal(memfd_create("attempt", MFD_CLOEXEC));
}

static int make_shared_segment(const char *argument) {
  return refusal(shmget(IPC_PRIVATE, mib(argument) * MIB, IPC_CREAT | 0600));
}

static int lock_memory(const char *argument) {
  (void)argument;
  return refusal(mlockall(MCL_CURRENT | MCL_FUTURE));
}

const named_attempt memory_attempts[] = {
    {"leak", leak},
    {"map_private", map_private},
    {"map_shared", map_shared},
    {"map_growing", map_growing},
    {"map_then_open", map_then_open},
    {"make_memory_file", make_memory_file},
    {"make_shared_segment", make_shared_segment},
    {"lock_memory", lock_memory},
    {0},
};
