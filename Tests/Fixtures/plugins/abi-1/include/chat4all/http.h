/*
 * chat4all/http.h - what nearly every connector needs of HTTP: headers, Retry-After, refusals, short answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CHAT4ALL_HTTP_H
#define CHAT4ALL_HTTP_H

#include <stdio.h>

#include "chat4all/connector.h"

/* The value of the first header of that name, in lower case; {NULL, 0} where there is none. */
static inline c4a_str c4a_header(const c4a_kv *headers, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (c4a_equal(headers[i].key, c4a_text(name))) return headers[i].value;
  return c4a_text(NULL);
}

/* The Retry-After of a response in milliseconds, at most a day. 0, the host chooses: none, or not a number of seconds. */
static inline uint64_t c4a_retry_after_ms(const c4a_http_response *response) {
  c4a_str text = c4a_header(response->headers, response->header_count, "retry-after");
  uint64_t seconds = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9') return 0;
    seconds = seconds < 86400 ? seconds * 10 + (uint64_t)(text.ptr[i] - '0') : 86400;
  }
  return (seconds < 86400 ? seconds : 86400) * 1000;
}

/*
 * Ends a send for which no answer came: response->code is not C4A_OK, and says already whether the message may have
 * arrived. Two codes mean something else for a message than for a request.
 */
static inline int32_t c4a_unanswered(const c4a_host *host, c4a_op op, const c4a_http_response *response) {
  c4a_result result;
  memset(&result, 0, sizeof result);
  result.size = (uint32_t)sizeof result;
  result.code = response->code;
  if (response->code == C4A_PERMANENT) result.code = C4A_BAD_CONFIG; /* a host that may not be contacted */
  if (response->code == C4A_TOO_LARGE) result.code = C4A_UNCERTAIN;  /* there was an answer, too long to be read */
  result.detail = response->detail;
  return host->complete(op, &result);
}

/* Ends a send that the platform has refused, with the code that its answer means. */
static inline int32_t c4a_refused(const c4a_host *host, c4a_op op, const c4a_http_response *response, int32_t code) {
  char detail[32];
  c4a_result result;
  memset(&result, 0, sizeof result);
  snprintf(detail, sizeof detail, "HTTP %u", (unsigned)response->status);
  result.size = (uint32_t)sizeof result;
  result.code = code;
  result.retry_after_ms = C4A_CLASS(code) == C4A_RETRY ? c4a_retry_after_ms(response) : 0;
  result.detail = c4a_text(detail);
  return host->complete(op, &result);
}

/* Answers a request of the platform with a status and no body. */
static inline int32_t c4a_answer(const c4a_host *host, c4a_op op, uint32_t status) {
  c4a_webhook_response response;
  memset(&response, 0, sizeof response);
  response.size = (uint32_t)sizeof response;
  response.status = status;
  return host->respond(op, &response);
}

#endif /* CHAT4ALL_HTTP_H */
