/*
 * chat4all/test_host.h - a host for tests of connectors in C, in one process and without a network.
 *
 *   test_setting("token", "t-1");
 *   CHECK(test_start().code == C4A_OK);                          create, and connect
 *   test_answer(201, NULL, "{\"id\":\"m-7\"}");                  what the next HTTP request gets
 *   CHECK(test_send("+55", "Hello").code == C4A_OK);
 *   CHECK_TEXT(test_request.url, "https://...");                 what the connector has asked for
 *   CHECK(test_change(test_operations()->editText, "m-7", "Hi").code == C4A_OK);
 *   CHECK(test_callback("x-signature", "sha256=...", "{...}") == 200);
 *   CHECK_TEXT(test_events[0].text, "Hi");                       what it has reported
 *   return test_stop();                                          frees the instance; 1 if a check has failed
 *
 * To be included by one file, which is linked with the connector. One instance at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CHAT4ALL_TEST_HOST_H
#define CHAT4ALL_TEST_HOST_H

#include <stdio.h>
#include <stdlib.h>

#include "chat4all/connector.h"

#define CHECK(condition) test_check((condition) != 0, #condition, __LINE__)
#define CHECK_TEXT(text, expected) test_check_text((text), (expected), #text, __LINE__)

/* How an operation ended. code is -1 while it has not. Texts live until the next test_... call that makes others. */
typedef struct {
  int32_t code;
  uint64_t retry_after_ms;
  uint32_t scope;
  c4a_str remote_id, detail;
} test_result;

enum { test_limit = 16, test_instance = 1 };

static c4a_http_request test_request; /* the last one */
static c4a_event test_events[test_limit];
static size_t test_event_count; /* of those that counted */
static uint64_t test_time_us = 1700000000000000;

static struct {
  const c4a_connector *functions;
  void *self;
  c4a_op last_op, webhook;
  test_result result;
  uint32_t status;
  c4a_kv settings[test_limit], state[test_limit];
  size_t setting_count, state_count, request_count, answer_count, pending_count, kept_count;
  struct {
    int32_t code;
    uint32_t status;
    const char *retry_after, *body;
  } answers[test_limit];
  struct {
    c4a_callback call;
    c4a_http_callback http;
    void *user;
  } pending[test_limit];
  void *kept[512];
  int failures;
} test_state;

static inline void test_check(int holds, const char *what, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s does not hold\n", line, what);
  test_state.failures++;
}

static inline void test_check_text(c4a_str text, const char *expected, const char *what, int line) {
  if (c4a_equal(text, c4a_text(expected))) return;
  fprintf(stderr, "line %d: %s is '%.*s', not '%s'\n", line, what, (int)text.len, text.ptr ? text.ptr : "", expected);
  test_state.failures++;
}

/* Copies behind a NUL-terminated text that lives until test_stop(), as the host's own texts are. */
static c4a_str test_keep(c4a_str text) {
  if (!text.ptr) return text;
  char *copy = (char *)malloc(text.len + 1);
  if (!copy || test_state.kept_count == sizeof test_state.kept / sizeof *test_state.kept) abort();
  test_state.kept[test_state.kept_count++] = copy;
  memcpy(copy, text.ptr, text.len);
  copy[text.len] = 0;
  c4a_str kept = {copy, text.len};
  return kept;
}

static int32_t test_read(const c4a_kv *from, size_t count, c4a_str key, char *buffer, size_t capacity, size_t *length) {
  for (size_t i = 0; i < count; i++) {
    c4a_str value = from[i].value;
    if (!c4a_equal(from[i].key, key)) continue;
    *length = value.len;
    if (value.len > capacity) return C4A_BUFFER_TOO_SMALL;
    if (value.len) memcpy(buffer, value.ptr, value.len);
    if (value.len < capacity) buffer[value.len] = 0;
    return C4A_OK;
  }
  return C4A_NOT_FOUND;
}

static void test_log(c4a_instance instance, c4a_op op, uint32_t level, c4a_str line) {
  (void)instance, (void)op, (void)level;
  printf("log: %.*s\n", (int)line.len, line.ptr);
}

static int64_t test_now(uint32_t clock) { return (void)clock, (int64_t)test_time_us; }

static int32_t test_config_get(c4a_instance instance, c4a_str key, char *buffer, size_t capacity, size_t *length) {
  (void)instance;
  return test_read(test_state.settings, test_state.setting_count, key, buffer, capacity, length);
}

static int32_t test_state_get(c4a_instance instance, c4a_str key, char *buffer, size_t capacity, size_t *length) {
  (void)instance;
  return test_read(test_state.state, test_state.state_count, key, buffer, capacity, length);
}

static int32_t test_state_set(c4a_instance instance, c4a_op cause, c4a_str key, c4a_str value) {
  (void)instance, (void)cause;
  size_t i = 0;
  while (i < test_state.state_count && !c4a_equal(test_state.state[i].key, key)) i++;
  if (!value.ptr) {
    if (i < test_state.state_count) test_state.state[i] = test_state.state[--test_state.state_count];
    return C4A_OK;
  }
  if (i == test_limit) return C4A_TOO_LARGE;
  if (i == test_state.state_count) test_state.state[test_state.state_count++].key = test_keep(key);
  test_state.state[i].value = test_keep(value);
  return C4A_OK;
}

static int32_t test_emit(c4a_instance instance, c4a_op cause, const c4a_event *event) {
  (void)instance, (void)cause;
  if (test_event_count == test_limit) return C4A_RETRY;
  c4a_event *kept = &test_events[test_event_count++];
  *kept = *event;
  c4a_str *texts[] = {&kept->event_id, &kept->chat, &kept->sender, &kept->sender_name, &kept->remote_id,
                      &kept->ref_id, &kept->message_id, &kept->text, &kept->detail, &kept->raw};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = test_keep(*texts[i]);
  return C4A_OK;
}

static int32_t test_complete(c4a_op op, const c4a_result *result) {
  if (op != test_state.last_op || test_state.result.code != -1) {
    test_check(0, "each operation ends once", __LINE__);
    return C4A_STALE;
  }
  test_result copy = {result->code, result->retry_after_ms, result->scope, test_keep(result->remote_id),
                      test_keep(result->detail)};
  test_state.result = copy;
  test_state.status = result->code / 100 == 2 ? 500 : 503;
  return C4A_OK;
}

static int32_t test_respond(c4a_op op, const c4a_webhook_response *response) {
  if (op != test_state.webhook) return C4A_STALE;
  test_state.webhook = 0;
  test_state.status = response->status;
  return C4A_OK;
}

static int32_t test_wait(c4a_callback call, c4a_http_callback http, void *user) {
  if (test_state.pending_count == test_limit) return C4A_RETRY;
  test_state.pending[test_state.pending_count].call = call;
  test_state.pending[test_state.pending_count].http = http;
  test_state.pending[test_state.pending_count++].user = user;
  return C4A_OK;
}

static int32_t test_http(c4a_instance instance, const c4a_http_request *request, c4a_http_callback callback, void *user,
                         c4a_op *op) {
  (void)instance;
  if (op) *op = 1000 + test_state.request_count;
  test_state.request_count++;
  test_request = *request;
  test_request.method = test_keep(request->method);
  test_request.url = test_keep(request->url);
  test_request.body = test_keep(request->body);
  c4a_kv *headers = (c4a_kv *)(void *)test_keep((c4a_str){(const char *)request->headers,
                                                          request->header_count * sizeof(c4a_kv)}).ptr;
  for (size_t i = 0; i < request->header_count; i++) {
    headers[i].key = test_keep(headers[i].key);
    headers[i].value = test_keep(headers[i].value);
  }
  test_request.headers = headers;
  return test_wait(NULL, callback, user);
}

static int32_t test_timer(c4a_instance instance, uint64_t delay_ms, c4a_callback callback, void *user, c4a_op *op) {
  (void)instance;
  if (op) *op = 0;
  test_time_us += delay_ms * 1000;
  return test_wait(callback, NULL, user);
}

static int32_t test_abort(c4a_op op) { return (void)op, C4A_OK; }

static int32_t test_file_read(c4a_file file, uint64_t offset, void *buffer, size_t capacity, size_t *length) {
  return (void)file, (void)offset, (void)buffer, (void)capacity, (void)length, C4A_UNSUPPORTED;
}

static int32_t test_post(c4a_instance instance, c4a_callback callback, void *user) {
  return (void)instance, test_wait(callback, NULL, user);
}

static int32_t test_metric(c4a_instance instance, c4a_str name, uint32_t kind, double value) {
  return (void)instance, (void)name, (void)kind, (void)value, C4A_OK;
}

static const void *test_get_extension(c4a_str id) { return (void)id, (const void *)NULL; }

static const c4a_host test_table = {
    sizeof test_table, C4A_ABI,       test_log,  test_now,   test_config_get, test_state_get, test_state_set, test_emit,
    test_complete,     test_respond,  test_http, test_timer, test_abort,      test_file_read, test_post,      test_metric,
    test_get_extension};

/* Makes the callbacks that are due. The host never calls in from a host function, so they come here. */
static void test_settle(void) {
  while (test_state.pending_count) {
    c4a_callback call = test_state.pending[0].call;
    c4a_http_callback http = test_state.pending[0].http;
    void *user = test_state.pending[0].user;
    memmove(test_state.pending, test_state.pending + 1, --test_state.pending_count * sizeof *test_state.pending);
    if (call) {
      call(user, C4A_OK);
      continue;
    }
    c4a_kv header = {C4A_LITERAL("retry-after"), {NULL, 0}};
    c4a_http_response response;
    memset(&response, 0, sizeof response);
    response.size = sizeof response;
    response.status = 500;
    if (test_state.answer_count) {
      response.code = test_state.answers[0].code;
      response.status = test_state.answers[0].status;
      response.body = c4a_text(test_state.answers[0].body);
      header.value = c4a_text(test_state.answers[0].retry_after);
      memmove(test_state.answers, test_state.answers + 1, --test_state.answer_count * sizeof *test_state.answers);
    }
    response.headers = &header;
    response.header_count = header.value.ptr != NULL;
    http(user, &response);
  }
}

static c4a_op test_begin(void) {
  test_state.result.code = -1;
  return ++test_state.last_op;
}

/* Sets what channels.yaml would. */
static inline void test_setting(const char *name, const char *value) {
  if (test_state.setting_count == test_limit) abort();
  test_state.settings[test_state.setting_count].key = c4a_text(name);
  test_state.settings[test_state.setting_count++].value = c4a_text(value);
}

/* Makes an instance of the first connector, and connects it. The result is that of what went wrong, or C4A_OK. */
static inline test_result test_start(void) {
  test_state.functions = chat4all_plugin_v1(C4A_ABI)->connectors[0]->connector;
  test_state.functions->create(&test_table, test_instance, test_begin(), &test_state.self);
  if (test_state.result.code == C4A_OK && test_state.functions->connect) {
    test_state.functions->connect(test_state.self, test_begin());
    test_settle();
  }
  return test_state.result;
}

/* What the next request without one gets; 500 where nothing is said. retry_after is a header's value, or NULL. */
static inline void test_answer(uint32_t status, const char *retry_after, const char *body) {
  if (test_state.answer_count == test_limit) abort();
  test_state.answers[test_state.answer_count].code = C4A_OK;
  test_state.answers[test_state.answer_count].status = status;
  test_state.answers[test_state.answer_count].retry_after = retry_after;
  test_state.answers[test_state.answer_count++].body = body;
}

/* The next request comes to nothing: C4A_RETRY, it was not sent; C4A_UNCERTAIN, the answer was lost. */
static inline void test_no_answer(int32_t code) {
  test_answer(0, NULL, NULL);
  test_state.answers[test_state.answer_count - 1].code = code;
}

static inline test_result test_send(const char *recipient, const char *text) {
  c4a_message message;
  memset(&message, 0, sizeof message);
  message.size = sizeof message;
  message.attempt = 1;
  message.message_id = message.idempotency_key = c4a_text("message-1");
  message.recipient = test_keep(c4a_text(recipient));
  message.text = test_keep(c4a_text(text));
  test_state.functions->sendText(test_state.self, test_begin(), &message);
  test_settle();
  return test_state.result;
}

/* What the connector can do beyond sending. */
static inline const c4a_operations *test_operations(void) {
  const c4a_str id = C4A_LITERAL(C4A_OPERATIONS);
  return (const c4a_operations *)test_state.functions->get_extension(id);
}

/* Has something happen to a message: function is one of test_operations(). text: the new words, or the reaction. */
static inline test_result test_change(void (*function)(void *self, c4a_op op, const c4a_change *change),
                                      const char *remote_id, const char *text) {
  c4a_change change;
  memset(&change, 0, sizeof change);
  change.size = sizeof change;
  change.attempt = 1;
  change.message_id = c4a_text("message-1");
  change.idempotency_key = c4a_text("change-1");
  change.recipient = c4a_text("+55");
  change.remote_id = test_keep(c4a_text(remote_id));
  change.text = test_keep(c4a_text(text));
  function(test_state.self, test_begin(), &change);
  test_settle();
  return test_state.result;
}

/* A POST of the platform with one header. Returns the status that it gets; events of another than 2xx do not count. */
static inline uint32_t test_callback(const char *header, const char *value, const char *body) {
  size_t before = test_event_count;
  c4a_kv headers[] = {{c4a_text(header), c4a_text(value)}};
  c4a_webhook_request request;
  memset(&request, 0, sizeof request);
  request.size = sizeof request;
  request.method = c4a_text("POST");
  request.headers = headers;
  request.header_count = 1;
  request.body = c4a_text(body);
  test_state.status = 0;
  test_state.webhook = test_begin();
  test_state.functions->onWebhookEvent(test_state.self, test_state.webhook, &request);
  test_settle();
  if (test_state.status / 100 != 2) test_event_count = before;
  return test_state.status;
}

/* The value of a header of the last request. */
static inline c4a_str test_header(const char *name) {
  for (size_t i = 0; i < test_request.header_count; i++)
    if (c4a_equal(test_request.headers[i].key, c4a_text(name))) return test_request.headers[i].value;
  return c4a_text(NULL);
}

static inline int test_stop(void) {
  if (test_state.self && test_state.functions->destroy) test_state.functions->destroy(test_state.self);
  while (test_state.kept_count) free(test_state.kept[--test_state.kept_count]);
  puts(test_state.failures ? "failed" : "ok");
  return test_state.failures != 0;
}

#endif /* CHAT4ALL_TEST_HOST_H */
