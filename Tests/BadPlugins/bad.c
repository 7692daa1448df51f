// A connector that does everything right, but for one thing: -DBAD='"async.completes"' makes it fail that check of
// `chat4all plugin verify`, and no other one. Without BAD it passes all of them.
//
// The platform is imaginary: GET /me checks the token, POST /send takes a text as it is, POST /change the id of a
// message to which something happens; a callback's body is the event's id.

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chat4all/connector.h"

#ifndef BAD
#define BAD ""
#endif
#ifndef VARIANT
#define VARIANT 0
#endif

static int is(const char *check) { return strcmp(BAD, check) == 0; }

enum { most_text = 2000, most_open = 256 };

typedef struct job job;

typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  char token[128], secret[128], url[256];
  job *open[most_open];
  int connects, failed_to_connect, events;
  c4a_op last_ended, last_changed, dropped;
} account;

struct job {
  account *account;
  c4a_op op, http;
  enum purpose { connecting, sending, changing } purpose;
  const char *borrowed;
};

static c4a_instance newest;
static int is_asked; // for its operations

// Settings

static int read_setting(account *self, const char *name, char *value, size_t room) {
  size_t length = 0;
  int32_t code = self->host->config_get(self->instance, c4a_text(name), value, room - 1, &length);
  if (code != C4A_OK || strlen(value) != length) value[0] = 0;
  return code;
}

static int is_url(const char *text) {
  if (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0) return 0;
  for (const char *p = text; *p; p++)
    if (*p <= ' ') return 0;
  return 1;
}

static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
  if (is("lifecycle.create")) return;
  if (is("compatibility.host_table_end")) {
    char copy[sizeof *host + 64];
    memcpy(copy, host, sizeof copy);
    atomic_signal_fence(memory_order_seq_cst);
    if (copy[sizeof *host + 63] == 77) puts("");
  }
  if (is("compatibility.host_table_grown") && host->size != sizeof *host) {
    c4a_finish(host, op, C4A_INVALID, "what a large table");
    return;
  }
  account *self = calloc(1, sizeof *self);
  self->host = host;
  self->instance = newest = instance;
  if (is("lifecycle.create_1000")) {
    void *volatile lost = malloc(256);
    (void)lost;
  }
  int32_t missing = read_setting(self, "token", self->token, sizeof self->token);
  read_setting(self, "callback_secret", self->secret, sizeof self->secret);
  int32_t other = read_setting(self, "url", self->url, sizeof self->url);
  const char *fault = NULL;
  int32_t code = C4A_BAD_CONFIG;
  if (missing == C4A_NOT_FOUND) {
    fault = "'token' is missing";
    if (is("lifecycle.missing_settings")) code = C4A_PERMANENT;
  } else if (self->token[0] <= ' ') {
    fault = "'token' has to be a text without blanks of at most 127 bytes";
  } else if (other == C4A_NOT_FOUND) {
    strcpy(self->url, "https://api.bad.example");
  } else if (!is_url(self->url)) {
    fault = "'url' has to begin with https://";
    if (is("lifecycle.wrong_settings")) code = C4A_PERMANENT;
  }
  if (fault) {
    free(self);
    c4a_finish(host, op, code, fault);
    return;
  }
  *result = self;
  c4a_finish(host, op, C4A_OK, NULL);
}

// Requests

static void end(account *self, c4a_op op, int32_t code, const char *detail) {
  if (code == C4A_OK)
    c4a_sent(self->host, op, c4a_text("remote-1"));
  else
    c4a_finish(self->host, op, code, detail);
}

static void forget(job *job) {
  account *self = job->account;
  *(job->purpose == changing ? &self->last_changed : &self->last_ended) = job->op;
  for (int i = 0; i < most_open; i++)
    if (self->open[i] == job) self->open[i] = NULL;
  free(job);
}

static void finish(job *job, int32_t code) {
  account *self = job->account;
  c4a_op op = job->op;
  forget(job);
  end(self, op, code, "as the platform answered");
}

static uint64_t retry_after(const c4a_http_response *response) {
  for (size_t i = 0; i < response->header_count; i++) {
    c4a_kv header = response->headers[i];
    if (!c4a_equal(header.key, c4a_text("retry-after")) || header.value.len == 0) continue;
    if (is("hostile.retry_after")) return strtoull(header.value.ptr, NULL, 10) * 1000;
    uint64_t seconds = 0;
    for (size_t at = 0; at < header.value.len; at++) {
      if (header.value.ptr[at] < '0' || header.value.ptr[at] > '9') return 0;
      seconds = seconds * 10 + (uint64_t)(header.value.ptr[at] - '0');
      if (seconds > 86400) return 0;
    }
    return seconds * 1000;
  }
  return 0;
}

static int32_t judge(const c4a_http_response *response) {
  switch (response->status) {
  case 200:
    if (response->body.len > 1 && response->body.ptr[0] == '{' && response->body.ptr[response->body.len - 1] == '}') return C4A_OK;
    return is("hostile.unreadable_answer") ? C4A_RETRY : C4A_UNCERTAIN;
  case 401: return is("hostile.http_unauthorized") ? C4A_PERMANENT : C4A_AUTH_FAILED;
  case 404: return is("hostile.http_refused") ? C4A_RETRY : C4A_NOT_FOUND;
  case 413: return C4A_TOO_LARGE;
  case 429: return is("hostile.http_throttled") ? C4A_PERMANENT : C4A_RATE_LIMITED;
  case 503: return is("hostile.http_broken") ? C4A_PERMANENT : C4A_RETRY;
  default: return response->status >= 500 ? C4A_UNCERTAIN : C4A_PERMANENT;
  }
}

static void answered(void *user, const c4a_http_response *response) {
  job *job = user;
  account *self = job->account;
  if (is(job->purpose == changing ? "operations.borrowed_memory" : "hostile.borrowed_memory") && job->borrowed && *(volatile const char *)job->borrowed == 1) puts("");
  if (is("hostile.huge_answer") && response->body.len > 4u << 20) abort();
  if (is("async.reordered") && job->purpose == sending)
    for (int i = 0; i < most_open; i++) // The oldest, whosever answer it is.
      if (self->open[i] && self->open[i]->op < job->op) {
        c4a_op other = self->open[i]->op;
        self->open[i]->op = job->op;
        job->op = other;
        break;
      }
  int32_t code = response->code;
  if (code == C4A_OK) {
    code = judge(response);
    if (code == C4A_RATE_LIMITED) {
      c4a_result result = {.size = sizeof result, .code = code, .retry_after_ms = retry_after(response)};
      c4a_op op = job->op;
      forget(job);
      self->host->complete(op, &result);
      return;
    }
  } else if (code == C4A_CANCELLED && is("async.cancelled_callback")) {
    code = C4A_OK;
  } else if (code == C4A_RETRY && is("hostile.not_sent")) {
    code = C4A_PERMANENT;
  } else if (code == C4A_UNCERTAIN && is("hostile.lost_reply")) {
    code = C4A_RETRY;
  }
  if (job->purpose == connecting) self->failed_to_connect = code != C4A_OK;
  if (job->purpose == changing) {
    if (is("operations.lost_reply") && (response->code == C4A_UNCERTAIN || response->code == C4A_TIMEOUT)) code = C4A_PERMANENT;
    if (is("operations.completes_once") && response->status == 500) c4a_finish(self->host, job->op, C4A_OK, NULL);
    if (is("operations.completes") && response->status == 500) {
      forget(job);
      return;
    }
  }
  finish(job, code);
}

static void request(account *self, c4a_op op, const char *method, const char *path, c4a_str body, enum purpose purpose) {
  char url[400], authorization[160];
  snprintf(url, sizeof url, "%s%s", self->url, path);
  snprintf(authorization, sizeof authorization, "Bearer %s", self->token);
  c4a_kv header = {C4A_LITERAL("Authorization"), c4a_text(authorization)};
  c4a_http_request request = {.size = sizeof request, .cause = op, .method = c4a_text(method), .url = c4a_text(url),
                              .headers = &header, .header_count = 1, .body = body};
  if (is("async.completes_once") && VARIANT == 1 && purpose == sending) request.size = 0;
  job *made = calloc(1, sizeof *made);
  made->account = self;
  made->op = op;
  made->purpose = purpose;
  made->borrowed = body.ptr;
  for (int i = 0; i < most_open; i++)
    if (!self->open[i]) {
      self->open[i] = made;
      break;
    }
  int32_t code = self->host->http(self->instance, &request, answered, made, &made->http);
  if (code != C4A_OK && !(is("async.refused_request") && purpose == sending)) finish(made, code);
}

static void connect(void *context, c4a_op op) {
  account *self = context;
  self->connects++;
  if (is("lifecycle.connect")) return;
  if (is("lifecycle.reconnect") && self->connects > 1) {
    c4a_finish(self->host, op, C4A_WRONG_STATE, "connected before");
    return;
  }
  request(self, op, "GET", "/me", c4a_text(NULL), connecting);
}

// Sending

static void send_text(void *context, c4a_op op, const c4a_message *message) {
  account *self = context;
  c4a_str text = message->text;
  if (is("async.returns_soon") && VARIANT == 1) abort();
  if (is("async.returns_soon")) usleep(55000);
  if (is("lifecycle.send_1000")) {
    void *volatile lost = malloc(24);
    (void)lost;
  }
  if (is("lifecycle.isolated")) self->host->log(newest, op, C4A_LOG_INFO, c4a_text("sending"));
  if (is("hostile.secrets")) self->host->log(self->instance, op, C4A_LOG_INFO, c4a_text(self->token));
  if (is("compatibility.struct_end") && ((volatile const char *)message)[sizeof *message + 8] == 77) puts("");
  if (is("hostile.string_end") && text.len && ((volatile const char *)text.ptr)[text.len + 1] == 77) puts("");
  if (is("hostile.odd_text") && text.len && (unsigned char)text.ptr[0] == 0xFF) abort();
  if (is("hostile.text_after_nul") && text.len) text.len = strlen(text.ptr);
  if ((is("operations.old_host") && !is_asked) || (is("hostile.transcripts") && !getenv("HOME")) ||
      (is("compatibility.structs_grown") && message->size != sizeof *message) ||
      (is("compatibility.unknown_flags") && message->flags > 3)) {
    c4a_finish(self->host, op, C4A_PERMANENT, "never seen that");
    return;
  }
  if (text.len > most_text || (is("hostile.text_limit") && text.len == most_text)) {
    c4a_finish(self->host, op, C4A_TOO_LARGE, "the text is too long");
    return;
  }
  request(self, op, "POST", "/send", text, sending);
}

static void send_file(void *context, c4a_op op, const c4a_file_message *message) {
  account *self = context;
  char piece[4096];
  uint64_t at = 0;
  if (is("hostile.file_empty") && message->length == 0) return;
  while (at < message->length) {
    size_t length = 0;
    int32_t code = self->host->file_read(message->file, at, piece, sizeof piece, &length);
    if (code != C4A_OK && is("hostile.file_read_error")) break;
    if (code != C4A_OK) {
      c4a_finish(self->host, op, C4A_RETRY, "the file cannot be read");
      return;
    }
    if (is("hostile.file_short_reads") && length < 100) return;
    if (length == 0) break;
    at += length;
  }
  c4a_sent(self->host, op, c4a_text("remote-2"));
}

static void cancel(void *context, c4a_op op) {
  account *self = context;
  for (int i = 0; i < most_open; i++) {
    if (!self->open[i] || self->open[i]->op != op) continue;
    self->host->abort(self->open[i]->http);
    if (is(self->open[i]->purpose == changing ? "operations.cancel_open" : "async.cancel_open"))
      c4a_finish(self->host, op, C4A_CANCELLED, NULL);
    return;
  }
  self->dropped = op;
  if ((is("async.cancel_ended") && op == self->last_ended) || (is("operations.cancel_ended") && op == self->last_changed) || (is("async.cancel_unknown") && op == UINT64_MAX))
    c4a_finish(self->host, op, C4A_CANCELLED, NULL);
}

// Changing what was sent

static void change(void *context, c4a_op op, const c4a_change *change) {
  account *self = context;
  c4a_str id = change->remote_id;
  if (is("operations.cancel_before") && op == self->dropped) return;
  if (is("operations.struct_end") && ((volatile const char *)change)[sizeof *change + 8] == 77) puts("");
  if (is("operations.string_end") && id.len && ((volatile const char *)id.ptr)[id.len + 1] == 77) puts("");
  if (is("operations.odd_ids") && id.len && (unsigned char)id.ptr[0] == 0xFF) abort();
  if ((is("operations.structs_grown") && change->size != sizeof *change) ||
      (is("operations.unknown_flags") && change->flags > 1)) {
    c4a_finish(self->host, op, C4A_PERMANENT, "never seen that");
    return;
  }
  request(self, op, "POST", "/change", id, changing);
}

static const c4a_operations operations = {.size = sizeof operations, .editText = change, .deleteMessage = change,
                                          .react = change, .markRead = change, .typing = change};

// Receiving

static int is_proven(const account *self, const c4a_webhook_request *request) {
  for (size_t i = 0; i < request->header_count; i++) {
    c4a_kv header = request->headers[i];
    if (!c4a_equal(header.key, c4a_text("x-secret"))) continue;
    size_t length = is("hostile.webhook_forged") && VARIANT == 0 ? header.value.len : strlen(self->secret);
    return header.value.len > 0 && header.value.len == length && length <= strlen(self->secret) &&
           memcmp(header.value.ptr, self->secret, length) == 0;
  }
  return is("hostile.webhook_unproven");
}

static void on_webhook(void *context, c4a_op op, const c4a_webhook_request *request) {
  account *self = context;
  c4a_webhook_response response = {.size = sizeof response, .status = 200};
  if (is("hostile.webhook_fuzz") && c4a_equal(request->method, c4a_text("DELETE"))) return;
  if (!is_proven(self, request)) {
    response.status = 401;
    c4a_event event = {.size = sizeof event, .kind = C4A_EVENT_TYPING, .sender = C4A_LITERAL("rosa")};
    if (is("hostile.webhook_forged") && VARIANT == 1 && request->header_count > 0 &&
        c4a_equal(request->headers[0].key, c4a_text("x-secret")))
      self->host->emit(self->instance, 0, &event);
  } else if (request->body.len == 0 || request->body.len > 64) {
    response.status = 400;
  } else {
    char id[80];
    snprintf(id, sizeof id, "%.*s", (int)request->body.len, request->body.ptr);
    if (is("hostile.webhook_replay")) snprintf(id, sizeof id, "event-%d", ++self->events);
    c4a_event event = {.size = sizeof event, .kind = C4A_EVENT_MESSAGE, .event_id = c4a_text(id),
                       .sender = C4A_LITERAL("rosa"), .remote_id = C4A_LITERAL("in-1"), .text = C4A_LITERAL("Hi")};
    if (is("hostile.webhook_recorded")) event.event_id = c4a_text(NULL);
    int32_t code = self->host->emit(self->instance, op, &event);
    if (code != C4A_OK && !is("hostile.webhook_host_full")) response.status = 503;
  }
  self->host->respond(op, &response);
}

static void unexpected(void *user, const c4a_http_response *response) {
  (void)user;
  (void)response;
}

static void health(void *context, c4a_op op) {
  account *self = context;
  if (is("hostile.egress")) {
    c4a_http_request request = {.size = sizeof request, .method = C4A_LITERAL("GET"), .url = C4A_LITERAL("https://elsewhere.example/")};
    self->host->http(self->instance, &request, unexpected, NULL, NULL);
  }
  if (is("async.completes")) return;
  c4a_finish(self->host, op, C4A_OK, NULL);
  if (is("async.completes_once") && VARIANT == 0) c4a_finish(self->host, op, C4A_OK, NULL);
}

// The end

static void disconnect(void *context, c4a_op op) {
  account *self = context;
  int count = 0;
  for (int i = 0; i < most_open; i++) {
    if (!self->open[i]) continue;
    self->host->abort(self->open[i]->http);
    count++;
  }
  if (is("lifecycle.disconnect") && count > 0) return;
  c4a_finish(self->host, op, C4A_OK, NULL);
}

static void *call_late(void *context) {
  account *copy = context;
  usleep(150000);
  copy->host->log(copy->instance, 0, C4A_LOG_INFO, c4a_text("still here"));
  return NULL;
}

static void destroy(void *context) {
  account *self = context;
  if (is("lifecycle.destroy_without_connect") && self->failed_to_connect) abort();
  if (is("lifecycle.quiet_after_destroy") && self->connects > 0) {
    pthread_t thread;
    pthread_create(&thread, NULL, call_late, self);
    return;
  }
  free(self);
}

static const void *get_extension(c4a_str id) {
  if (c4a_equal(id, c4a_text(C4A_OPERATIONS))) {
    is_asked = 1;
    return &operations;
  }
  return is("descriptor.unknown_extension") ? "something" : NULL;
}

// Description

static const c4a_connector functions = {
#ifdef BAD_descriptor_sizes
    .size = sizeof functions - 8,
#else
    .size = sizeof functions,
#endif
    .create = create, .connect = connect, .sendText = send_text, .sendFile = send_file, .onWebhookEvent = on_webhook,
    .health = health, .cancel = cancel, .disconnect = disconnect, .destroy = destroy, .get_extension = get_extension};

static const c4a_str hosts[] = {C4A_LITERAL("api.bad.example"), C4A_LITERAL("https://api.bad.example/")};

static c4a_descriptor descriptor = {
    .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1,
    .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_SEND_FILE | C4A_CAP_WEBHOOK | C4A_CAP_EDIT | C4A_CAP_DELETE |
                    C4A_CAP_REACTION | C4A_CAP_TYPING | C4A_CAP_MARK_READ,
    .max_text_bytes = most_text,
    .id = C4A_LITERAL("org.example.bad"), .channel = C4A_LITERAL("bad"), .display_name = C4A_LITERAL("Bad"),
    .version = C4A_LITERAL("1.0.0"), .vendor = C4A_LITERAL("Nobody"),
    .config_schema = C4A_LITERAL(
        "{\"type\":\"object\",\"required\":[\"token\"],\"properties\":{"
        "\"token\":{\"type\":\"string\",\"writeOnly\":true,\"minLength\":1,\"maxLength\":127},"
        "\"callback_secret\":{\"type\":\"string\",\"writeOnly\":true,\"maxLength\":127},"
        "\"url\":{\"type\":\"string\",\"format\":\"uri\"}}}"),
    .egress_hosts = hosts, .egress_host_count = 1, .connector = &functions};

static c4a_descriptor second;
static const c4a_descriptor *descriptors[] = {&descriptor, &second};
static c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};
static c4a_plugin copy = {sizeof copy, C4A_ABI, descriptors, 1};

__attribute__((constructor)) static void describe(void) {
  if (is("descriptor.readable")) descriptor.connector = NULL;
  if (is("descriptor.abi")) descriptor.min_host_abi = descriptor.abi + 1;
  if (is("descriptor.id")) descriptor.id = c4a_text("bad id");
  if (is("descriptor.channel")) descriptor.channel = c4a_text("Bad");
  if (is("descriptor.semver")) descriptor.version = c4a_text("one");
  if (is("descriptor.texts")) descriptor.vendor = c4a_text("\xFF");
  if (is("descriptor.egress_hosts")) descriptor.egress_host_count = 2;
  if (is("descriptor.capabilities")) descriptor.capabilities &= ~C4A_CAP_WEBHOOK;
  if (is("operations.capabilities")) descriptor.capabilities &= ~C4A_CAP_EDIT;
  if (is("descriptor.schema"))
    descriptor.config_schema = c4a_text(
        "{\"type\":\"object\",\"required\":[\"token\"],\"properties\":{\"extra\":5,"
        "\"token\":{\"type\":\"string\",\"writeOnly\":true,\"minLength\":1,\"maxLength\":127},"
        "\"callback_secret\":{\"type\":\"string\",\"writeOnly\":true,\"maxLength\":127}}}");
  if (is("descriptor.unique")) {
    second = descriptor;
    second.id = c4a_text("org.example.other");
    plugin.connector_count = 2;
  }
}

static void *rest(void *nothing) {
  pause();
  return nothing;
}

static void disturb(void) {
  static atomic_int calls;
  if (atomic_fetch_add(&calls, 1) > 0) return;
#ifdef LITTER
  char place[300];
  snprintf(place, sizeof place, "%s/more litter", getenv("TMPDIR"));
  if (mkdir("litter", 0) != 0 || creat("\xFF litter\n", 0) < 0 || creat(place, 0600) < 0) abort();
#endif
  if (is("load.quiet")) puts("hello");
  if (is("load.files") && open("/dev/null", O_RDONLY) < 0) abort();
  if (is("load.threads")) {
    pthread_t thread;
    pthread_create(&thread, NULL, rest, NULL);
  }
  if (is("load.process_state")) {
    if (VARIANT == 0) setenv("BAD_PLUGIN", "1", 1);
    if (VARIANT == 1) umask(0);
    if (VARIANT == 2) signal(SIGUSR1, SIG_IGN);
    if (VARIANT == 3) setlocale(LC_ALL, "C.UTF-8");
  }
}

#ifdef BAD_static_exports
C4A_EXPORT int another_symbol(void) { return 1; }
#endif
#ifdef BAD_static_text_relocations
__asm__(".pushsection .text\n.quad puts\n.popsection");
#endif
#ifdef BAD_static_resolved
int nobody_has_this(void);
#endif
#ifdef BAD_static_entry
#define chat4all_plugin_v1 some_other_entry
static const c4a_plugin *some_other_entry(uint32_t host_abi);
__attribute__((used))
static
#endif
const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) {
  static atomic_int inside;
  static _Thread_local int calls;
  disturb();
#ifdef BAD_static_resolved
  nobody_has_this();
#endif
  if (is("load.entry_time")) usleep(150000);
  if (is("load.host_abi_zero") && host_abi == 0) abort();
  if (is("load.host_abi_max") && host_abi > C4A_ABI) return NULL;
  if (is("load.same_pointer") && calls++ > 0) return &copy;
  if (is("load.concurrent")) {
    int others = atomic_fetch_add(&inside, 1);
    usleep(5000);
    atomic_fetch_sub(&inside, 1);
    return others > 0 ? &copy : &plugin;
  }
  return &plugin;
}
