// Relay: a connector for Chat4All.
//
// The service takes messages by POST /messages and reports what happens by callbacks that are signed with HMAC-SHA256.
// Each function below has one thing to translate; put your platform's words in place of the service's.

#include "chat4all/connector.h"
#include "chat4all/hmac.h"
#include "chat4all/http.h"
#include "chat4all/json.h"

typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  char url[512], authorization[300], secret[256];
} account;

// Settings: what stands in channels.yaml. The gateway checks them with config_schema before.

static int read_setting(account *self, const char *name, const char *fallback, char *into, size_t capacity) {
  size_t len = 0;
  int32_t code = self->host->config_get(self->instance, c4a_text(name), into, capacity - 1, &len);
  if (code == C4A_NOT_FOUND && fallback) len = (size_t)snprintf(into, capacity, "%s", fallback);
  else if (code != C4A_OK) return 0;
  for (size_t i = 0; i < len; i++)
    if (into[i] <= ' ' || into[i] > '~') return 0;
  into[len] = 0;
  return len > 0;
}

static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
  char token[256];
  const char *wrong = NULL;
  account *self = calloc(1, sizeof *self);
  if (!self) {
    c4a_finish(host, op, C4A_RETRY, "out of memory");
    return;
  }
  self->host = host;
  self->instance = instance;
  if (!read_setting(self, "token", NULL, token, sizeof token))
    wrong = "'token' has to be the service's access token: 1 to 255 visible characters";
  else if (!read_setting(self, "callback_secret", NULL, self->secret, sizeof self->secret))
    wrong = "'callback_secret' has to be what the service signs with: 1 to 255 visible characters";
  else if (!read_setting(self, "api_base_url", "https://api.relay.example", self->url, sizeof self->url) ||
           (strncmp(self->url, "https://", 8) != 0 && strncmp(self->url, "http://", 7) != 0))
    wrong = "'api_base_url' has to look like https://api.relay.example";
  if (wrong) {
    c4a_finish(host, op, C4A_BAD_CONFIG, wrong);
    free(self);
    return;
  }
  snprintf(self->authorization, sizeof self->authorization, "Bearer %s", token);
  *result = self;
  c4a_finish(host, op, C4A_OK, NULL);
}

static void destroy(void *context) { free(context); }

// Sending: a request out, and what its answer means.

typedef struct {
  account *account;
  c4a_op op;
} sending;

// The first digit of the code decides what the gateway does: 1 try again, 2 never, 3 wait for a person, 4 nobody knows.
static int32_t code_of(uint32_t status) {
  switch (status) {
    case 401: return C4A_AUTH_FAILED;
    case 403: return C4A_BLOCKED;
    case 404: return C4A_NOT_FOUND;
    case 413: return C4A_TOO_LARGE;
    case 429: return C4A_RATE_LIMITED;
    case 502: case 504: return C4A_UNCERTAIN; // of a proxy: the service behind it may have taken the message
    default: return status >= 500 ? C4A_RETRY : C4A_PERMANENT;
  }
}

static void on_answer(void *user, const c4a_http_response *response) {
  sending *sent = user;
  const c4a_host *host = sent->account->host;
  c4a_json answer;
  if (response->code != C4A_OK) {
    c4a_unanswered(host, sent->op, response);
  } else if (response->status / 100 != 2) {
    c4a_refused(host, sent->op, response, code_of(response->status));
  } else if (c4a_json_read(&answer, response->body)) {
    c4a_str id = c4a_json_text(&answer, "id");
    if (id.len) c4a_sent(host, sent->op, id);
    else c4a_finish(host, sent->op, C4A_UNCERTAIN, "the answer has no id");
    c4a_json_free(&answer);
  } else {
    c4a_finish(host, sent->op, C4A_UNCERTAIN, "the answer is no JSON");
  }
  free(sent);
}

static void send_text(void *context, c4a_op op, const c4a_message *message) {
  account *self = context;
  char url[600];
  c4a_writer body = {0};
  c4a_write(&body, "{\"to\":");
  c4a_write_text(&body, message->chat.len ? message->chat : message->recipient);
  c4a_write(&body, ",\"text\":");
  c4a_write_text(&body, message->text);
  c4a_write(&body, "}");
  snprintf(url, sizeof url, "%s/messages", self->url);
  c4a_kv headers[] = {{C4A_LITERAL("content-type"), C4A_LITERAL("application/json")},
                      {C4A_LITERAL("authorization"), c4a_text(self->authorization)},
                      {C4A_LITERAL("idempotency-key"), message->idempotency_key}};
  c4a_http_request request = {.size = sizeof request, .cause = op, .method = C4A_LITERAL("POST"), .url = c4a_text(url),
                              .headers = headers, .header_count = 3, .body = c4a_written(&body)};
  sending *sent = malloc(sizeof *sent);
  int32_t code = C4A_RETRY;
  if (sent && !body.failed) {
    *sent = (sending){self, op};
    code = self->host->http(self->instance, &request, on_answer, sent, NULL);
  }
  c4a_writer_free(&body);
  if (code == C4A_OK) return; // on_answer ends the operation
  c4a_finish(self->host, op, code, "the request was not taken");
  free(sent);
}

// Callbacks: prove the origin, report what they say, answer once.

// The service counts its callbacks. What is kept is stored together with the event, or not at all.
static void note_gap(account *self, c4a_op op, long long number) {
  char text[24] = "";
  size_t len = 0;
  c4a_str key = C4A_LITERAL("last_number");
  self->host->state_get(self->instance, key, text, sizeof text - 1, &len);
  long long last = strtoll(text, NULL, 10);
  if (number <= last) return;
  if (last > 0 && number != last + 1)
    self->host->log(self->instance, op, C4A_LOG_WARNING, c4a_text("callbacks were lost before this one"));
  snprintf(text, sizeof text, "%lld", number);
  self->host->state_set(self->instance, op, key, c4a_text(text));
}

static void on_webhook(void *context, c4a_op op, const c4a_webhook_request *request) {
  account *self = context;
  c4a_json body;
  c4a_str signature = c4a_header(request->headers, request->header_count, "x-signature");
  if (!c4a_hmac_fits(signature, "sha256=", c4a_text(self->secret), request->body)) {
    c4a_answer(self->host, op, 401);
    return;
  }
  if (!c4a_json_read(&body, request->body)) {
    c4a_answer(self->host, op, 400);
    return;
  }
  c4a_str type = c4a_json_text(&body, "type"), message = c4a_json_text(&body, "message_id");
  c4a_event event = {.size = sizeof event, .kind = C4A_EVENT_OTHER, .event_id = c4a_json_text(&body, "event_id")};
  if (c4a_equal(type, c4a_text("message"))) {
    event.kind = C4A_EVENT_MESSAGE;
    event.sender = c4a_json_text(&body, "from");
    event.sender_name = c4a_json_text(&body, "name");
    event.remote_id = message;
    event.text = c4a_json_text(&body, "text");
  } else if (c4a_equal(type, c4a_text("delivered")) || c4a_equal(type, c4a_text("read"))) {
    event.kind = type.ptr[0] == 'd' ? C4A_EVENT_DELIVERED : C4A_EVENT_READ;
    event.ref_id = message;
  } else {
    event.raw = request->body; // authentic and of no use: 200 all the same, or the service repeats it for days
  }
  int32_t code = event.event_id.len ? self->host->emit(self->instance, op, &event) : C4A_INVALID;
  if (code == C4A_OK) note_gap(self, op, c4a_json_number(&body, "number", 0));
  c4a_json_free(&body);
  c4a_answer(self->host, op, code == C4A_OK ? 200 : code == C4A_RETRY ? 503 : 400);
}

// Description: what the gateway and people are told before anything runs.

static const c4a_connector functions = {.size = sizeof functions, .create = create, .sendText = send_text,
                                        .onWebhookEvent = on_webhook, .destroy = destroy};
static const c4a_str egress[] = {C4A_LITERAL("api.relay.example")};
static const c4a_descriptor descriptor = {
    .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1,
    .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_WEBHOOK | C4A_CAP_DELIVERED_RECEIPTS | C4A_CAP_READ_RECEIPTS |
                    C4A_CAP_IDEMPOTENT_SEND,
    .id = C4A_LITERAL("org.example.relay"), .channel = C4A_LITERAL("relay"),
    .display_name = C4A_LITERAL("Relay"), .version = C4A_LITERAL("0.1.0"),
    .config_schema = C4A_LITERAL(
        "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"token\",\"callback_secret\"],\"properties\":{"
        "\"token\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\"writeOnly\":true,"
        "\"description\":\"the access token of the service\"},"
        "\"callback_secret\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\"writeOnly\":true,"
        "\"description\":\"what the service signs its callbacks with\"},"
        "\"api_base_url\":{\"type\":\"string\",\"format\":\"uri\",\"default\":\"https://api.relay.example\","
        "\"description\":\"where the service is\"}}}"),
    .egress_hosts = egress, .egress_host_count = 1, .connector = &functions};
static const c4a_descriptor *const descriptors[] = {&descriptor};
static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};

const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) { return host_abi < 1 ? NULL : &plugin; }
