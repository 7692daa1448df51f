// echo: a channel without a platform. It accepts every message and reports it delivered and read; who knows its token may
// report anything else: see webhook.h.
//
// For trying things out, and as an example of a complete connector. Sending with the same idempotency key again gives the
// same remote_id and the same event_ids, as a platform that recognises repetitions would.

#include <stdio.h>
#include <stdlib.h>

#include "chat4all/connector.h"
#include "webhook.h"

typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  int delivered;
  int read;
  uint64_t latency_ms;
  char token[256];
  size_t token_len;
  FILE *journal;
} account;

// A message on its way through the imaginary platform. Owned by the callback that is waiting for it.
typedef struct {
  account *account;
  c4a_op op; // 0: answered already, only receipts are missing
  uint32_t receipt; // the kind to report next
  size_t id_len;
  char id[];
} letter;

static const uint64_t when_full_ms = 10;

// Settings

static int read_flag(account *self, const char *name, int fallback, c4a_op op, int *bad) {
  char value[8];
  size_t len = 0;
  int32_t code = self->host->config_get(self->instance, c4a_text(name), value, sizeof value - 1, &len);
  if (code == C4A_NOT_FOUND) return fallback;
  c4a_str text = {value, len};
  if (code == C4A_OK && c4a_equal(text, c4a_text("true"))) return 1;
  if (code == C4A_OK && c4a_equal(text, c4a_text("false"))) return 0;
  if (!*bad) {
    char detail[96];
    snprintf(detail, sizeof detail, "'%s' has to be true or false", name);
    c4a_finish(self->host, op, C4A_BAD_CONFIG, detail);
  }
  *bad = 1;
  return fallback;
}

static uint64_t read_latency(account *self, c4a_op op, int *bad) {
  char value[16] = "";
  size_t len = 0;
  int32_t code = self->host->config_get(self->instance, c4a_text("latency_ms"), value, sizeof value - 1, &len);
  if (code == C4A_NOT_FOUND) return 0;
  char *end = value;
  unsigned long long ms = strtoull(value, &end, 10);
  int valid = code == C4A_OK && len > 0 && value[0] >= '0' && value[0] <= '9' && *end == 0 && ms <= 3600000;
  if (valid) return ms;
  if (!*bad) c4a_finish(self->host, op, C4A_BAD_CONFIG, "'latency_ms' has to be a whole number from 0 to 3600000");
  *bad = 1;
  return 0;
}

static void read_token(account *self, c4a_op op, int *bad) {
  int32_t code = self->host->config_get(self->instance, c4a_text("webhook_token"), self->token, sizeof self->token - 1,
                                        &self->token_len);
  if (code == C4A_OK && self->token_len >= 8) return;
  self->token_len = 0;
  if (code == C4A_NOT_FOUND || *bad) return;
  c4a_finish(self->host, op, C4A_BAD_CONFIG, "'webhook_token' has to be a text of 8 to 255 bytes");
  *bad = 1;
}

static void open_journal(account *self, c4a_op op, int *bad) {
  char path[4096];
  size_t len = 0;
  int32_t code = self->host->config_get(self->instance, c4a_text("journal"), path, sizeof path - 1, &len);
  if (code == C4A_NOT_FOUND || *bad) return;
  self->journal = code == C4A_OK ? fopen(path, "ae") : NULL;
  if (self->journal) return;
  c4a_finish(self->host, op, C4A_BAD_CONFIG, "'journal' has to be a file that can be written to");
  *bad = 1;
}

static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
  account *self = calloc(1, sizeof *self);
  if (!self) {
    c4a_finish(host, op, C4A_RETRY, "out of memory");
    return;
  }
  int bad = 0;
  self->host = host;
  self->instance = instance;
  self->delivered = read_flag(self, "delivered", 1, op, &bad);
  self->read = read_flag(self, "read", 1, op, &bad);
  self->latency_ms = read_latency(self, op, &bad);
  read_token(self, op, &bad);
  open_journal(self, op, &bad);
  if (bad) {
    free(self);
    return;
  }
  *result = self;
  c4a_finish(host, op, C4A_OK, NULL);
}

// Receipts

static uint32_t next_receipt(const account *self, uint32_t after) {
  if (after < C4A_EVENT_DELIVERED && self->delivered) return C4A_EVENT_DELIVERED;
  if (after < C4A_EVENT_READ && self->read) return C4A_EVENT_READ;
  return 0;
}

static int32_t emit_receipt(const account *self, uint32_t kind, c4a_str id) {
  char event_id[640];
  int len = snprintf(event_id, sizeof event_id, "%.*s:%s", (int)id.len, id.ptr,
                     kind == C4A_EVENT_DELIVERED ? "delivered" : "read");
  c4a_event event;
  memset(&event, 0, sizeof event);
  event.size = sizeof event;
  event.kind = kind;
  event.event_id.ptr = event_id;
  event.event_id.len = (size_t)len;
  event.ref_id = id;
  return self->host->emit(self->instance, 0, &event);
}

// Reports what is left to report, from `kind` on. Returns the kind for which the host had no room, or 0.
static uint32_t emit_receipts(const account *self, uint32_t kind, c4a_str id) {
  while (kind) {
    if (emit_receipt(self, kind, id) == C4A_RETRY) return kind;
    kind = next_receipt(self, kind);
  }
  return 0;
}

static void arrive(void *user, int32_t code);

static int wait_for(account *self, c4a_op op, uint32_t receipt, c4a_str id, uint64_t ms) {
  letter *waiting = malloc(sizeof *waiting + id.len);
  if (!waiting) return 0;
  waiting->account = self;
  waiting->op = op;
  waiting->receipt = receipt;
  waiting->id_len = id.len;
  memcpy(waiting->id, id.ptr, id.len);
  if (self->host->timer(self->instance, ms, arrive, waiting, NULL) == C4A_OK) return 1;
  free(waiting);
  return 0;
}

static void accept(account *self, c4a_op op, uint32_t receipt, c4a_str id) {
  if (op) {
    c4a_sent(self->host, op, id);
    receipt = next_receipt(self, 0);
  }
  uint32_t left = emit_receipts(self, receipt, id);
  if (left && !wait_for(self, 0, left, id, when_full_ms))
    self->host->log(self->instance, op, C4A_LOG_WARNING, c4a_text("a receipt was lost"));
}

static void arrive(void *user, int32_t code) {
  letter *arrived = user;
  c4a_str id = {arrived->id, arrived->id_len};
  if (code == C4A_OK)
    accept(arrived->account, arrived->op, arrived->receipt, id);
  else if (arrived->op)
    c4a_finish(arrived->account->host, arrived->op, C4A_CANCELLED, NULL);
  free(arrived);
}

// Sending

static void write_down(const account *self, const c4a_message *message) {
  const c4a_str *columns[] = {&message->recipient, &message->chat, &message->reply_to, &message->text};
  if (!self->journal) return;
  for (size_t i = 0; i < 4; i++)
    fprintf(self->journal, "%.*s%c", (int)columns[i]->len, columns[i]->ptr, i < 3 ? '\t' : '\n');
  fflush(self->journal);
}

static void send_text(void *context, c4a_op op, const c4a_message *message) {
  account *self = context;
  char id[600];
  c4a_str key = message->idempotency_key.len ? message->idempotency_key : message->message_id;
  if (key.len == 0 || key.len > 512) {
    c4a_finish(self->host, op, C4A_PERMANENT, "echo needs an idempotency key or message id of 1 to 512 bytes");
    return;
  }
  write_down(self, message);
  int len = snprintf(id, sizeof id, "echo:%.*s", (int)key.len, key.ptr);
  c4a_str remote_id = {id, (size_t)len};
  if (self->latency_ms == 0)
    accept(self, op, 0, remote_id);
  else if (!wait_for(self, op, 0, remote_id, self->latency_ms))
    c4a_finish(self->host, op, C4A_RETRY, "too many messages are on their way");
}

// Reporting

static void on_webhook(void *context, c4a_op op, const c4a_webhook_request *request) {
  account *self = context;
  c4a_str token = {self->token, self->token_len};
  echo_answer(self->host, self->instance, token, op, request);
}

static void destroy(void *context) {
  account *self = context;
  if (self->journal) fclose(self->journal);
  free(self);
}

// Description

static const c4a_connector functions = {
    .size = sizeof functions,
    .create = create,
    .sendText = send_text,
    .onWebhookEvent = on_webhook,
    .destroy = destroy,
};

static const c4a_descriptor descriptor = {
    .size = sizeof descriptor,
    .abi = C4A_ABI,
    .min_host_abi = 1,
    .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_WEBHOOK | C4A_CAP_DELIVERED_RECEIPTS | C4A_CAP_READ_RECEIPTS |
                    C4A_CAP_IDEMPOTENT_SEND | C4A_CAP_REPLY | C4A_CAP_GROUPS,
    .id = C4A_LITERAL("dev.chat4all.echo"),
    .channel = C4A_LITERAL("echo"),
    .display_name = C4A_LITERAL("Echo"),
    .version = C4A_LITERAL("1.0.0"),
    .vendor = C4A_LITERAL("Chat4All"),
    .license = C4A_LITERAL("Apache-2.0"),
    .config_schema = C4A_LITERAL(
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\",\"additionalProperties\":false,"
        "\"properties\":{"
        "\"delivered\":{\"type\":\"boolean\",\"default\":true,\"description\":\"report messages as delivered\"},"
        "\"read\":{\"type\":\"boolean\",\"default\":true,\"description\":\"report messages as read\"},"
        "\"latency_ms\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":3600000,\"default\":0,"
        "\"description\":\"how long the imaginary platform takes\"},"
        "\"journal\":{\"type\":\"string\","
        "\"description\":\"a file that gets a line for each message: recipient, chat, reply_to and text, with tabs between\"},"
        "\"webhook_token\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":255,\"writeOnly\":true,"
        "\"description\":\"who knows it may report events at /ingress/<account>; nobody may without one\"}}}"),
    .connector = &functions,
};

static const c4a_descriptor *const descriptors[] = {&descriptor};
static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};

const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin;
}
