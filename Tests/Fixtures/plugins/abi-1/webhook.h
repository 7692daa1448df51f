// The way in of echo: requests that stand for a platform's callbacks.

#ifndef ECHO_WEBHOOK_H
#define ECHO_WEBHOOK_H

#include "chat4all/connector.h"

/*
 * Answers a request. Whoever knows `token` may report what happens on the imaginary platform:
 *
 *   POST with the header `x-echo-token`. Each line of the body is an event, written as a web form's fields:
 *     kind=message&event_id=1&sender=ana&text=Ol%C3%A1
 *   `kind` is the name of an event of the interface in lower case (message, delivered, edited, read_up_to, ...). The other
 *   fields are those of c4a_event: event_id, chat, chat_title, sender, sender_name, remote_id, ref_id, message_id, text,
 *   detail, at and until (microseconds since 1970), code, echo and group (1); and of one attachment: media_ref, mime,
 *   filename, sha256, length. Empty lines are passed over; a line that cannot be read spoils the request.
 *   GET with the query `token=...&challenge=...`: answered with the challenge, as platforms ask at a registration.
 */
void echo_answer(const c4a_host *host, c4a_instance instance, c4a_str token, c4a_op op,
                 const c4a_webhook_request *request);

#endif
