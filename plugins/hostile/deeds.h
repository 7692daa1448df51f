/* What the hostile connector does, by subject. */
#ifndef HOSTILE_DEEDS_H
#define HOSTILE_DEEDS_H

#include "chat4all/connector.h"

/* An account, as far as deeds need it. */
typedef struct account {
  const c4a_host *host;
  c4a_instance instance;
  char secret[128];
  /* What each function of the connector does besides its duty; empty: nothing. */
  char on_create[128], on_connect[128], on_health[128], on_disconnect[128], on_destroy[128];
  uint64_t serial;
} account;

/* How a deed has ended, if it ends. */
typedef enum {
  DEED_DONE,    /* it worked: for what should not work, that is bad news */
  DEED_REFUSED, /* errno says why */
  DEED_ANSWERED /* it has ended the operation itself, or will not */
} outcome;

/* op: 0 where there is none to be answered. argument: the words behind the deed's name; never NULL. */
typedef outcome (*deed)(account *self, c4a_op op, const char *argument);

typedef struct {
  const char *name;
  deed perform;
} named_deed;

/* Each list ends with an empty name. */
extern const named_deed endings[], gluttonies[], escapes[], descriptor_deeds[], answers[], tampering[], reports[];

/* From the errno convention. */
outcome unless_refused(long answer);

#endif
