// Deeds that end the process, or keep its thread for ever.

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "deeds.h"

static outcome segfault(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  *(volatile int *)8 = 1;
  return DEED_DONE;
}

static outcome call_abort(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  abort();
}

static outcome call_exit(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  exit(atoi(argument));
}

static outcome trap(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  __builtin_trap();
}

// Each call needs the other's frame, so that no compiler makes a loop of it.
static long recurse(volatile char *above) {
  volatile char frame[4096];
  frame[0] = above[0];
  if (frame[0]) return 0;
  return recurse(frame) + frame[0];
}

static outcome overflow_stack(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  volatile char first = 0;
  return unless_refused(recurse(&first));
}

// Unwinds the host's frames on the way: what a language's exception that nobody catches does.
static outcome end_thread(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  pthread_exit(NULL);
}

static outcome loop(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  for (volatile unsigned turn = 0;; turn++) {
  }
}

static outcome block(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  for (;;) pause();
}

static outcome stop_itself(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  return unless_refused(kill(getpid(), SIGSTOP));
}

// What a thread does that outlives the call that started it.
typedef struct {
  long milliseconds;
  int stops;
} later;

static void *strike(void *context) {
  later strike = *(later *)context;
  struct timespec delay = {strike.milliseconds / 1000, strike.milliseconds % 1000 * 1000000};
  free(context);
  nanosleep(&delay, NULL);
  if (strike.stops) kill(getpid(), SIGSTOP);
  *(volatile int *)8 = 1;
  return NULL;
}

// The operation stays open: while the process ends, no call is running that could be blamed.
static outcome strike_later(const char *argument, int stops) {
  later *plan = malloc(sizeof *plan);
  pthread_t thread;
  if (!plan) return DEED_REFUSED;
  *plan = (later){*argument ? atol(argument) : 50, stops};
  if (pthread_create(&thread, NULL, strike, plan) != 0) {
    free(plan);
    return DEED_REFUSED;
  }
  pthread_detach(thread);
  return DEED_ANSWERED;
}

static outcome crash_later(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  return strike_later(argument, 0);
}

static outcome stop_later(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  return strike_later(argument, 1);
}

const named_deed endings[] = {
    {"segfault", segfault},
    {"abort", call_abort},
    {"exit", call_exit},
    {"trap", trap},
    {"overflow-stack", overflow_stack},
    {"end-thread", end_thread},
    {"loop", loop},
    {"block", block},
    {"stop", stop_itself},
    {"crash-later", crash_later},
    {"stop-later", stop_later},
    {0},
};
