/// What the probes in C have in common: what they are, and how they say what they found.
enum ProbeWords {
  static let source = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include "chat4all/connector.h"

    typedef struct { const c4a_host *host; c4a_instance instance; } probe;

    static void answer(probe *self, c4a_op op, const char *text) { c4a_sent(self->host, op, c4a_text(text)); }

    static void report(probe *self, const char *text) {
      c4a_event event;
      memset(&event, 0, sizeof event);
      event.size = sizeof event;
      event.kind = C4A_EVENT_READ;
      event.ref_id = c4a_text(text);
      self->host->emit(self->instance, 0, &event);
    }

    """#
}
