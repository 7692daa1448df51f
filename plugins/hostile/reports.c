// Deeds with what is reported to the host: events that cannot be, or too many of them, and secrets in words for people.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "deeds.h"

// Somebody has written, at a time of our own: microseconds since 1970.
static outcome report_at(account *self, c4a_op op, const char *argument) {
  (void)op;
  c4a_event event = {.size = sizeof event, .kind = C4A_EVENT_MESSAGE, .occurred_at_us = strtoll(argument, NULL, 10)};
  event.sender = c4a_text("timeless");
  event.text = event.event_id = c4a_text(argument);
  return self->host->emit(self->instance, 0, &event) == C4A_OK ? DEED_DONE : DEED_REFUSED;
}

// What the thread that reports needs to know.
typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  long count;
} flood;

static void *report_all(void *context) {
  flood *flood = context;
  for (long number = 0; number < flood->count;) {
    char id[32];
    snprintf(id, sizeof id, "flood-%ld", number);
    c4a_event event = {.size = sizeof event, .kind = C4A_EVENT_MESSAGE, .sender = C4A_LITERAL("flood")};
    event.text = event.event_id = c4a_text(id);
    int32_t code = flood->host->emit(flood->instance, 0, &event);
    if (code == C4A_OK)
      number++;
    else if (code == C4A_RETRY)
      usleep(1000);
    else
      break;
  }
  free(flood);
  return NULL;
}

// So many messages, each as soon as the host takes it.
static outcome report_flood(account *self, c4a_op op, const char *argument) {
  (void)op;
  flood *all = malloc(sizeof *all);
  pthread_t thread;
  if (!all) return DEED_REFUSED;
  *all = (flood){self->host, self->instance, atol(argument)};
  if (pthread_create(&thread, NULL, report_all, all) != 0) {
    free(all);
    return DEED_REFUSED;
  }
  pthread_detach(thread);
  return DEED_DONE;
}

// As platforms do that repeat an address with a token in it.
static outcome fail_with_secret(account *self, c4a_op op, const char *argument) {
  char detail[256];
  snprintf(detail, sizeof detail, "POST /bot%s/send: 401", self->secret);
  c4a_finish(self->host, op, *argument ? atoi(argument) : C4A_PERMANENT, detail);
  return DEED_ANSWERED;
}

const named_deed reports[] = {
    {"report-at", report_at},
    {"report-flood", report_flood},
    {"fail-with-secret", fail_with_secret},
    {0},
};
