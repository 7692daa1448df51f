// Deeds against the contract: answers that come twice, too late, never, or tell what they must not.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "deeds.h"

static void answer(account *self, c4a_op op) {
  char id[48];
  snprintf(id, sizeof id, "hostile-%llu", (unsigned long long)++self->serial);
  c4a_sent(self->host, op, c4a_text(id));
}

static outcome twice(account *self, c4a_op op, const char *argument) {
  (void)argument;
  for (int i = 0; i < 2; i++) answer(self, op);
  return DEED_ANSWERED;
}

static outcome never(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  return DEED_ANSWERED;
}

// What a thread knows that outlives its account.
typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  c4a_op op;
  long milliseconds;
} latecomer;

static void *come_late(void *context) {
  latecomer *late = context;
  struct timespec delay = {late->milliseconds / 1000, late->milliseconds % 1000 * 1000000};
  nanosleep(&delay, NULL);
  // The host's table is there for ever; the account and the operation are not.
  c4a_sent(late->host, late->op, c4a_text("hostile-late"));
  late->host->post(late->instance, NULL, NULL);
  late->host->log(late->instance, late->op, C4A_LOG_INFO, c4a_text("I am still here"));
  free(late);
  return NULL;
}

static outcome answer_late(account *self, c4a_op op, const char *argument) {
  latecomer *late = malloc(sizeof *late);
  pthread_t thread;
  if (!late) return DEED_REFUSED;
  *late = (latecomer){self->host, self->instance, op, *argument ? atol(argument) : 1000};
  if (pthread_create(&thread, NULL, come_late, late) != 0) {
    free(late);
    return DEED_REFUSED;
  }
  pthread_detach(thread);
  return DEED_ANSWERED;
}

// To everything that somebody might look at.
static outcome tell_secret(account *self, c4a_op op, const char *argument) {
  (void)op, (void)argument;
  fprintf(stdout, "the secret is %s\n", self->secret);
  fprintf(stderr, "the secret is %s\n", self->secret);
  fflush(NULL);
  return DEED_DONE;
}

static outcome print_much(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op;
  for (long left = *argument ? atol(argument) : 100000; left > 0; left--) fprintf(stdout, "noise %ld\n", left);
  fflush(NULL);
  return DEED_DONE;
}

static outcome log_much(account *self, c4a_op op, const char *argument) {
  for (long left = *argument ? atol(argument) : 100000; left > 0; left--)
    self->host->log(self->instance, op, C4A_LOG_ERROR, c4a_text("noise"));
  return DEED_DONE;
}

// Pointers and sizes that are none.
static outcome lie(account *self, c4a_op op, const char *argument) {
  (void)argument;
  c4a_result result = {.size = 7, .code = C4A_OK};
  self->host->complete(op, NULL);
  self->host->complete(op, &result);
  result.size = 0;
  self->host->complete(op, &result);
  result.size = sizeof result;
  for (c4a_op other = 0; other < 1000; other++)
    if (other != op) self->host->complete(other, &result);
  self->host->emit(self->instance, op, NULL);
  self->host->respond(op, NULL);
  self->host->http(self->instance, NULL, NULL, NULL, NULL);
  return DEED_DONE;
}

const named_deed answers[] = {
    {"twice", twice},
    {"never", never},
    {"answer-late", answer_late},
    {"tell-secret", tell_secret},
    {"print-much", print_much},
    {"log-much", log_much},
    {"lie", lie},
    {0},
};
