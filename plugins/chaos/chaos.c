// chaos: a channel that misbehaves on demand, for tests.
//
// What it does to a message is said by the message's text when that starts with '!', else by the setting `script`
// (default "!ok"). One directive each:
//
//   !ok                     accept at once
//   !fail CODE [N] [opts]   answer CODE: a name of the interface in lower case (rate_limited) or a number. With N only the
//                           first N attempts of a message fail, and the next one is accepted.
//                           opts: `after MS` sets retry_after_ms, `chat` says that the limit holds for the chat only
//   !delay MS               accept after MS
//   !thread [MS]            accept from another thread, after MS
//   !never                  never answer
//   !twice                  accept, and then once more
//   !early                  report the message delivered before it is accepted
//   !garbage                answer NULL, a struct without size, an unknown token; then accept
//   !flood N                report N messages of the sender "flood", as fast as the host takes them; then accept
//   !hang MS|GATE           do not return: for MS, or until the gate of that name is opened (a name starts with a letter)
//   !release GATE           open a gate, for good; any account of the process can do so
//   !http [PATH]            GET what the setting `url` names, with PATH behind it; accept on a status of 2xx, answer PERMANENT
//                           on another one and the host's code where there is none
//   !fetch PATH TO          GET what `url` names, with PATH behind it, into a file of the host; read that, POST it as a form to TO
//                           behind `url`, and accept as LENGTH-SUM
//   !count KEY              keep how often it was told so, and accept as KEY-COUNT
//   !crash HOW              take the process down: abort, segv or exit
//   !print TEXT             print TEXT to standard output, and the setting `secret` to standard error; then accept
//
// A webhook's body holds one line for each event, `EVENT_ID SENDER TEXT`, or a directive: `!status N` answers that,
// `!never` nothing, `!twice` two times; `!keep KEY VALUE` keeps a value together with the events;
// `!crash HOW` takes the process down, unless the setting `mended` is true. With the setting `secret`, the header x-chaos-secret has to be equal to it. A
// query `challenge=X` is answered X.
//
// A file is read, and PUT to the setting `url` with /upload behind it, where there is one; it is accepted as LENGTH-SUM.
//
// Other settings: create, connect and disconnect each take `CODE [N]` as !fail does, `never`, or `hang GATE`.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "chat4all/connector.h"
#include "files.h"

#define ATTEMPT_SLOTS 4096

typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  char script[256], connect[64], disconnect[64], secret[64], url[256], mended[8];
  unsigned connects;
  uint64_t serial;
  // Attempts by the hash of the idempotency key; a collision only makes a test's message fail less often.
  struct {
    uint64_t key;
    unsigned attempts;
  } seen[ATTEMPT_SLOTS];
} account;

static pthread_mutex_t gates_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_opened = PTHREAD_COND_INITIALIZER;
static struct {
  char name[32];
  int is_open;
} gates[256];

static void pause_ms(uint64_t ms) {
  struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
}

// The gate of that name, made if need be. With the lock held.
static size_t gate_named(const char *name) {
  for (size_t i = 0; i < sizeof gates / sizeof *gates; i++) {
    if (!gates[i].name[0]) snprintf(gates[i].name, sizeof gates[i].name, "%s", name);
    if (strncmp(gates[i].name, name, sizeof gates[i].name - 1) == 0) return i;
  }
  abort();
}

static void hang(const char *how) {
  if (how[0] >= '0' && how[0] <= '9') {
    pause_ms(strtoull(how, NULL, 10));
    return;
  }
  pthread_mutex_lock(&gates_lock);
  for (size_t gate = gate_named(how); !gates[gate].is_open;) pthread_cond_wait(&gate_opened, &gates_lock);
  pthread_mutex_unlock(&gates_lock);
}

static void release(const char *gate) {
  pthread_mutex_lock(&gates_lock);
  gates[gate_named(gate)].is_open = 1;
  pthread_cond_broadcast(&gate_opened);
  pthread_mutex_unlock(&gates_lock);
}

// Scripts

static int32_t code_named(const char *name) {
  static const struct {
    const char *name;
    int32_t code;
  } names[] = {
      {"ok", C4A_OK},
      {"retry", C4A_RETRY},
      {"rate_limited", C4A_RATE_LIMITED},
      {"permanent", C4A_PERMANENT},
      {"unsupported", C4A_UNSUPPORTED},
      {"too_large", C4A_TOO_LARGE},
      {"blocked", C4A_BLOCKED},
      {"not_found", C4A_NOT_FOUND},
      {"auth_failed", C4A_AUTH_FAILED},
      {"bad_config", C4A_BAD_CONFIG},
      {"uncertain", C4A_UNCERTAIN},
      {"cancelled", C4A_CANCELLED},
      {"timeout", C4A_TIMEOUT},
      {"stale", C4A_STALE},
      {"invalid", C4A_INVALID},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i].name) == 0) return names[i].code;
  return (int32_t)strtol(name, NULL, 10);
}

// Splits a script in place; at most `max` words.
static int split(char *script, char **words, int max) {
  int count = 0;
  for (char *rest = NULL, *word = strtok_r(script, " \t", &rest); word && count < max;
       word = strtok_r(NULL, " \t", &rest))
    words[count++] = word;
  return count;
}

static uint64_t number(char **words, int count, int index) {
  return index < count ? strtoull(words[index], NULL, 10) : 0;
}

static unsigned attempt_of(account *self, const c4a_message *message) {
  uint64_t hash = 14695981039346656037ULL;
  for (size_t i = 0; i < message->idempotency_key.len; i++)
    hash = (hash ^ (unsigned char)message->idempotency_key.ptr[i]) * 1099511628211ULL;
  unsigned slot = (unsigned)(hash % ATTEMPT_SLOTS);
  if (self->seen[slot].key != hash) {
    self->seen[slot].key = hash;
    self->seen[slot].attempts = 0;
  }
  unsigned own = ++self->seen[slot].attempts;
  return message->attempt > own ? message->attempt : own;
}

// Answers

static void accept(account *self, c4a_op op) {
  char id[48];
  snprintf(id, sizeof id, "chaos-%llx-%llu", (unsigned long long)self->instance, (unsigned long long)++self->serial);
  c4a_sent(self->host, op, c4a_text(id));
}

static void fail(account *self, c4a_op op, const c4a_message *message, char **words, int count) {
  c4a_result result;
  memset(&result, 0, sizeof result);
  result.size = sizeof result;
  result.code = code_named(count > 1 ? words[1] : "retry");
  result.detail = c4a_text("as told");
  unsigned attempt = attempt_of(self, message);
  for (int i = 2; i < count; i++) {
    if (strcmp(words[i], "chat") == 0)
      result.scope = C4A_SCOPE_CHAT;
    else if (strcmp(words[i], "after") == 0)
      result.retry_after_ms = number(words, count, ++i);
    else if (attempt > number(words, count, i)) {
      accept(self, op);
      return;
    }
  }
  self->host->complete(op, &result);
}

typedef struct {
  account *account;
  c4a_op op;
  uint64_t ms;
  char id[48];
} delayed;

static delayed *delay(account *self, c4a_op op, uint64_t ms) {
  delayed *later = calloc(1, sizeof *later);
  if (!later) abort();
  later->account = self;
  later->op = op;
  later->ms = ms;
  snprintf(later->id, sizeof later->id, "chaos-%llx-%llu", (unsigned long long)self->instance,
           (unsigned long long)++self->serial);
  return later;
}

static void on_timer(void *user, int32_t code) {
  delayed *later = user;
  if (code == C4A_OK)
    c4a_sent(later->account->host, later->op, c4a_text(later->id));
  else
    c4a_finish(later->account->host, later->op, C4A_CANCELLED, NULL);
  free(later);
}

static void *on_thread(void *user) {
  // The account may be gone by the time this thread wakes; the host's table is not.
  delayed *later = user;
  const c4a_host *host = later->account->host;
  pause_ms(later->ms);
  c4a_sent(host, later->op, c4a_text(later->id));
  free(later);
  return NULL;
}

static void start_thread(delayed *later) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, on_thread, later) != 0) abort();
  pthread_detach(thread);
}

static void emit(account *self, c4a_op cause, uint32_t kind, const char *event_id, const char *sender, const char *ref,
                 const char *text) {
  c4a_event event;
  memset(&event, 0, sizeof event);
  event.size = sizeof event;
  event.kind = kind;
  event.event_id = c4a_text(event_id);
  event.sender = c4a_text(sender);
  event.ref_id = c4a_text(ref);
  event.remote_id = kind == C4A_EVENT_MESSAGE ? c4a_text(event_id) : c4a_text(NULL);
  event.text = c4a_text(text);
  self->host->emit(self->instance, cause, &event);
}

static void flood(account *self, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    char id[48];
    snprintf(id, sizeof id, "flood-%llu", (unsigned long long)++self->serial);
    emit(self, 0, C4A_EVENT_MESSAGE, id, "flood", NULL, "water");
  }
}

static void send_garbage(account *self, c4a_op op) {
  c4a_result result;
  memset(&result, 0, sizeof result);
  self->host->complete(op, NULL);
  self->host->complete(op, &result);
  result.size = sizeof result;
  self->host->complete(op + 1000000, &result);
  self->host->complete(0, &result);
  self->host->emit(self->instance, 0, NULL);
  accept(self, op);
}

typedef struct {
  account *account;
  c4a_op op;
} asked;

static void on_response(void *user, const c4a_http_response *response) {
  asked *question = user;
  const c4a_host *host = question->account->host;
  if (response->code != C4A_OK)
    c4a_finish(host, question->op, response->code, response->detail.ptr);
  else if (response->status / 100 == 2)
    accept(question->account, question->op);
  else
    c4a_finish(host, question->op, C4A_PERMANENT, "another status");
  free(question);
}

static void ask(account *self, c4a_op op, const char *path) {
  char url[512];
  snprintf(url, sizeof url, "%s%s", self->url, path);
  c4a_http_request request;
  memset(&request, 0, sizeof request);
  request.size = sizeof request;
  request.cause = op;
  request.method = c4a_text("GET");
  request.url = c4a_text(url);
  asked *question = calloc(1, sizeof *question);
  if (!question) abort();
  question->account = self;
  question->op = op;
  int32_t code = self->host->http(self->instance, &request, on_response, question, NULL);
  if (code == C4A_OK) return;
  free(question);
  c4a_finish(self->host, op, code, "no request was made");
}

static void count_up(account *self, c4a_op op, const char *key) {
  char value[24] = "0", id[96];
  size_t length = 0;
  self->host->state_get(self->instance, c4a_text(key), value, sizeof value - 1, &length);
  snprintf(value, sizeof value, "%lu", strtoul(value, NULL, 10) + 1);
  int32_t code = self->host->state_set(self->instance, 0, c4a_text(key), c4a_text(value));
  snprintf(id, sizeof id, "%.60s-%s", key, value);
  if (code == C4A_OK)
    c4a_sent(self->host, op, c4a_text(id));
  else
    c4a_finish(self->host, op, code, "the count was not kept");
}

static void crash(const char *how) {
  if (strcmp(how, "segv") == 0) raise(SIGSEGV);
  if (strcmp(how, "exit") == 0) _exit(3);
  abort();
}

// The connector's functions

static void send_text(void *context, c4a_op op, const c4a_message *message) {
  account *self = context;
  char script[256];
  char *words[8];
  if (message->text.len && message->text.ptr[0] == '!')
    snprintf(script, sizeof script, "%.*s", (int)(message->text.len < 255 ? message->text.len : 255), message->text.ptr);
  else
    memcpy(script, self->script, sizeof script);
  int count = split(script, words, 8);
  const char *what = count ? words[0] : "!ok";

  if (strcmp(what, "!fail") == 0) {
    fail(self, op, message, words, count);
  } else if (strcmp(what, "!delay") == 0) {
    delayed *later = delay(self, op, number(words, count, 1));
    if (self->host->timer(self->instance, later->ms, on_timer, later, NULL) != C4A_OK) on_timer(later, C4A_CANCELLED);
  } else if (strcmp(what, "!thread") == 0) {
    start_thread(delay(self, op, number(words, count, 1)));
  } else if (strcmp(what, "!never") == 0) {
    // The host's deadline ends it.
  } else if (strcmp(what, "!twice") == 0) {
    accept(self, op);
    accept(self, op);
  } else if (strcmp(what, "!early") == 0) {
    delayed *later = delay(self, op, 0);
    char event_id[64];
    snprintf(event_id, sizeof event_id, "%s:delivered", later->id);
    emit(self, 0, C4A_EVENT_DELIVERED, event_id, NULL, later->id, NULL);
    on_timer(later, C4A_OK);
  } else if (strcmp(what, "!garbage") == 0) {
    send_garbage(self, op);
  } else if (strcmp(what, "!flood") == 0) {
    flood(self, number(words, count, 1));
    accept(self, op);
  } else if (strcmp(what, "!hang") == 0) {
    hang(count > 1 ? words[1] : "gate");
    accept(self, op);
  } else if (strcmp(what, "!release") == 0) {
    release(count > 1 ? words[1] : "gate");
    accept(self, op);
  } else if (strcmp(what, "!http") == 0) {
    ask(self, op, count > 1 ? words[1] : "");
  } else if (strcmp(what, "!fetch") == 0) {
    char from[512], to[512];
    snprintf(from, sizeof from, "%s%s", self->url, count > 1 ? words[1] : "");
    snprintf(to, sizeof to, "%s%s", self->url, count > 2 ? words[2] : "");
    fetch_file(self->host, self->instance, op, from, to);
  } else if (strcmp(what, "!count") == 0) {
    count_up(self, op, count > 1 ? words[1] : "count");
  } else if (strcmp(what, "!print") == 0) {
    printf("%s\n", count > 1 ? words[1] : "nothing");
    fprintf(stderr, "the secret is %s\n", self->secret);
    accept(self, op);
  } else if (strcmp(what, "!crash") == 0) {
    crash(count > 1 ? words[1] : "abort");
  } else {
    accept(self, op);
  }
}

static void send_file(void *context, c4a_op op, const c4a_file_message *message) {
  account *self = context;
  char to[512] = "";
  if (self->url[0]) snprintf(to, sizeof to, "%s/upload", self->url);
  put_file(self->host, self->instance, op, message, to);
}

static void respond(account *self, c4a_op op, uint32_t status, c4a_str body) {
  c4a_webhook_response response;
  memset(&response, 0, sizeof response);
  response.size = sizeof response;
  response.status = status;
  response.body = body;
  self->host->respond(op, &response);
}

static int is_trusted(const account *self, const c4a_webhook_request *request) {
  if (!self->secret[0]) return 1;
  for (size_t i = 0; i < request->header_count; i++)
    if (c4a_equal(request->headers[i].key, c4a_text("x-chaos-secret")))
      return c4a_equal(request->headers[i].value, c4a_text(self->secret));
  return 0;
}

static void on_webhook(void *context, c4a_op op, const c4a_webhook_request *request) {
  account *self = context;
  if (!is_trusted(self, request)) {
    respond(self, op, 401, c4a_text("bad secret"));
    return;
  }
  if (request->query.len > 10 && memcmp(request->query.ptr, "challenge=", 10) == 0) {
    c4a_str challenge = {request->query.ptr + 10, request->query.len - 10};
    respond(self, op, 200, challenge);
    return;
  }
  char *body = calloc(1, request->body.len + 1);
  if (!body) abort();
  memcpy(body, request->body.ptr ? request->body.ptr : "", request->body.len);
  uint32_t status = 200, answers = 1;
  for (char *rest = NULL, *line = strtok_r(body, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
    char event_id[64], sender[64], text[256];
    if (strncmp(line, "!status ", 8) == 0)
      status = (uint32_t)strtoul(line + 8, NULL, 10);
    else if (strncmp(line, "!crash ", 7) == 0) {
      if (strcmp(self->mended, "true") != 0) crash(line + 7);
    } else if (strcmp(line, "!never") == 0)
      answers = 0;
    else if (strcmp(line, "!twice") == 0)
      answers = 2;
    else if (sscanf(line, "!keep %63s %255[^\n]", event_id, text) == 2)
      self->host->state_set(self->instance, op, c4a_text(event_id), c4a_text(text));
    else if (sscanf(line, "%63s %63s %255[^\n]", event_id, sender, text) == 3)
      emit(self, op, C4A_EVENT_MESSAGE, event_id, sender, NULL, text);
  }
  free(body);
  while (answers--) respond(self, op, status, c4a_text("ok"));
}

// Ends one of the host's operations as a setting says; returns 0 if it stays open.
static int end_as_told(account *self, c4a_op op, const char *setting, unsigned attempt) {
  char script[64];
  char *words[2];
  memcpy(script, setting, sizeof script);
  int count = split(script, words, 2);
  if (count && strcmp(words[0], "never") == 0) return 0;
  if (count && strcmp(words[0], "hang") == 0) {
    hang(count > 1 ? words[1] : "gate");
    count = 0;
  }
  int32_t code = count ? code_named(words[0]) : C4A_OK;
  if (count > 1 && attempt > number(words, count, 1)) code = C4A_OK;
  c4a_finish(self->host, op, code, code == C4A_OK ? NULL : "as told by the settings");
  return code == C4A_OK;
}

static void read_setting(account *self, const char *name, char *buffer, size_t capacity) {
  size_t len = 0;
  if (self->host->config_get(self->instance, c4a_text(name), buffer, capacity - 1, &len) != C4A_OK) buffer[0] = 0;
}

static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
  account *self = calloc(1, sizeof *self);
  if (!self) abort();
  char how[64] = "";
  self->host = host;
  self->instance = instance;
  read_setting(self, "create", how, sizeof how);
  read_setting(self, "script", self->script, sizeof self->script);
  read_setting(self, "connect", self->connect, sizeof self->connect);
  read_setting(self, "disconnect", self->disconnect, sizeof self->disconnect);
  read_setting(self, "secret", self->secret, sizeof self->secret);
  read_setting(self, "url", self->url, sizeof self->url);
  read_setting(self, "mended", self->mended, sizeof self->mended);
  const char *fault = NULL;
  if (self->url[0] && strncmp(self->url, "http://", 7) != 0 && strncmp(self->url, "https://", 8) != 0)
    fault = "'url' has to begin with http:// or https://";
  int32_t code = code_named(how);
  if (code < 0 || code > 999) fault = "'create' has to be a code, 'never' or 'hang GATE'";
  if (fault) {
    free(self);
    c4a_finish(host, op, C4A_BAD_CONFIG, fault);
    return;
  }
  *result = self;
  if (!end_as_told(self, op, how, 1)) free(self);
}

static void connect(void *context, c4a_op op) {
  account *self = context;
  end_as_told(self, op, self->connect, ++self->connects);
}

static void disconnect(void *context, c4a_op op) {
  account *self = context;
  end_as_told(self, op, self->disconnect, 1);
}

static void destroy(void *context) { free(context); }

static const c4a_connector functions = {
    .size = sizeof functions,
    .create = create,
    .connect = connect,
    .sendText = send_text,
    .sendFile = send_file,
    .onWebhookEvent = on_webhook,
    .disconnect = disconnect,
    .destroy = destroy,
};

static const c4a_descriptor descriptor = {
    .size = sizeof descriptor,
    .abi = C4A_ABI,
    .min_host_abi = 1,
    .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_SEND_FILE | C4A_CAP_WEBHOOK | C4A_CAP_DELIVERED_RECEIPTS,
    .max_text_bytes = 4096,
    .id = C4A_LITERAL("dev.chat4all.chaos"),
    .channel = C4A_LITERAL("chaos"),
    .display_name = C4A_LITERAL("Chaos"),
    .version = C4A_LITERAL("1.0.0"),
    .vendor = C4A_LITERAL("Chat4All"),
    .license = C4A_LITERAL("Apache-2.0"),
    .config_schema = C4A_LITERAL(
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\",\"additionalProperties\":false,"
        "\"properties\":{"
        "\"script\":{\"type\":\"string\",\"default\":\"!ok\",\"maxLength\":255,\"description\":\"what to do to messages\"},"
        "\"create\":{\"type\":\"string\",\"maxLength\":63},"
        "\"connect\":{\"type\":\"string\",\"maxLength\":63},"
        "\"disconnect\":{\"type\":\"string\",\"maxLength\":63},"
        "\"mended\":{\"type\":\"boolean\",\"default\":false,\"description\":\"callbacks do not crash it\"},"
        "\"url\":{\"type\":\"string\",\"format\":\"uri\",\"maxLength\":255,\"description\":\"what !http and !fetch ask\"},"
        "\"secret\":{\"type\":\"string\",\"maxLength\":63,\"writeOnly\":true}}}"),
    .connector = &functions,
};

static const c4a_descriptor *const descriptors[] = {&descriptor};
static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};

const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin;
}
