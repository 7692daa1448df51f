// Deeds that take what others need: memory, threads, processes.

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "deeds.h"

#define MIB (1ul << 20)

// MiB by MiB until there is no more, and keeps all of it; or until argument MiB, lest an unconfined test machine suffers.
static outcome leak(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  unsigned long most = *argument ? strtoul(argument, NULL, 10) : 4096;
  for (unsigned long i = 0; i < most; i++) {
    char *piece = malloc(MIB);
    if (!piece) return DEED_REFUSED;
    memset(piece, 1, MIB);
    __asm__ volatile("" : : "r"(piece) : "memory");
  }
  return DEED_DONE;
}

// More than any machine has, in one piece, and uses it.
static outcome exhaust(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  char *piece = mmap(NULL, 1ul << 40, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (piece == MAP_FAILED) return DEED_REFUSED;
  for (size_t i = 0; i < 4096; i++) memset(piece + i * MIB, 1, MIB);
  return DEED_DONE;
}

static void *wait_for_ever(void *unused) {
  (void)unused;
  for (;;) pause();
}

static void *spin(void *unused) {
  (void)unused;
  for (;;) __asm__ volatile("" : : : "memory");
}

static outcome start(void *(*body)(void *), long left) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  for (; left > 0; left--) {
    pthread_t thread;
    int failure = pthread_create(&thread, &small, body, NULL);
    if (failure != 0) {
      errno = failure;
      return DEED_REFUSED;
    }
  }
  return DEED_DONE;
}

static outcome start_threads(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  return start(wait_for_ever, *argument ? atol(argument) : 2000);
}

// As many threads as argument says, each of which keeps a processor busy for ever.
static outcome spin_threads(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  return start(spin, *argument ? atol(argument) : 32);
}

// Bounded by itself: 32 children, each of which makes as many again, and all are gone after ten seconds.
static outcome fork_bomb(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  for (int i = 0; i < 32; i++) {
    pid_t process = fork();
    if (process < 0) return DEED_REFUSED;
    if (process > 0) continue;
    alarm(10);
    for (int j = 0; j < 32; j++)
      if (fork() == 0) {
        alarm(10);
        pause();
      }
    pause();
  }
  return DEED_DONE;
}

const named_deed gluttonies[] = {
    {"leak", leak},
    {"exhaust", exhaust},
    {"start-threads", start_threads},
    {"spin-threads", spin_threads},
    {"fork", fork_bomb},
    {0},
};
