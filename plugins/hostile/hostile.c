// hostile: a connector that does its worst, for tests of the gateway's confinement and supervision. `chaos` is its sibling:
// that one answers oddly, this one attacks the process that it runs in.
//
// A message's text `!DEED [ARGUMENT]` names what to do; any other text is accepted. The settings create, connect, health,
// disconnect and destroy name a deed (without `!`) that is done in that call. A callback's body may be a deed, too. The deeds
// are at the end of each file beside this one.
//
// A deed that can be refused tells what came of it as the message's remote id: `done-SERIAL`, or `refused-ERROR-SERIAL` with the
// name of the errno.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "deeds.h"

outcome unless_refused(long answer) { return answer < 0 ? DEED_REFUSED : DEED_DONE; }

static deed find(const char *name, size_t length) {
  const named_deed *const lists[] = {endings, gluttonies, escapes, descriptor_deeds, answers, tampering, reports};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (const named_deed *each = lists[i]; each->name; each++)
      if (strlen(each->name) == length && memcmp(each->name, name, length) == 0) return each->perform;
  return NULL;
}

// Does what `script` says, and ends op if there is one and the deed has left that to us.
static void perform(account *self, c4a_op op, const char *script) {
  size_t length = strcspn(script, " ");
  deed deed = find(script, length);
  if (!deed) {
    if (op) c4a_finish(self->host, op, C4A_PERMANENT, "there is no such deed");
    return;
  }
  errno = 0;
  outcome outcome = deed(self, op, script + length + (script[length] == ' '));
  if (outcome == DEED_ANSWERED || !op) return;
  char id[64];
  unsigned long long serial = (unsigned long long)++self->serial;
  if (outcome == DEED_DONE)
    snprintf(id, sizeof id, "done-%llu", serial);
  else
    snprintf(id, sizeof id, "refused-%s-%llu", strerrorname_np(errno), serial);
  c4a_sent(self->host, op, c4a_text(id));
}

static void send_text(void *context, c4a_op op, const c4a_message *message) {
  account *self = context;
  if (message->text.len == 0 || message->text.ptr[0] != '!') {
    char id[48];
    snprintf(id, sizeof id, "hostile-%llu", (unsigned long long)++self->serial);
    c4a_sent(self->host, op, c4a_text(id));
    return;
  }
  char script[256];
  snprintf(script, sizeof script, "%.*s", (int)message->text.len - 1, message->text.ptr + 1);
  perform(self, op, script);
}

static void on_webhook(void *context, c4a_op op, const c4a_webhook_request *request) {
  account *self = context;
  char script[256];
  snprintf(script, sizeof script, "%.*s", (int)request->body.len, request->body.ptr ? request->body.ptr : "");
  if (script[0] == '!') perform(self, 0, script + 1);
  c4a_webhook_response response = {.size = sizeof response, .status = 200};
  self->host->respond(op, &response);
}

// Does the deed of a setting, then ends op as one should.
static void do_duty(account *self, c4a_op op, const char *script) {
  if (script[0]) perform(self, 0, script);
  c4a_finish(self->host, op, C4A_OK, NULL);
}

static void connect(void *context, c4a_op op) { do_duty(context, op, ((account *)context)->on_connect); }
static void health(void *context, c4a_op op) { do_duty(context, op, ((account *)context)->on_health); }
static void disconnect(void *context, c4a_op op) { do_duty(context, op, ((account *)context)->on_disconnect); }

static void destroy(void *context) {
  account *self = context;
  if (self->on_destroy[0]) perform(self, 0, self->on_destroy);
  free(self);
}

static void read_setting(account *self, const char *name, char *buffer, size_t capacity) {
  size_t length = 0;
  if (self->host->config_get(self->instance, c4a_text(name), buffer, capacity - 1, &length) != C4A_OK) buffer[0] = 0;
}

static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
  account *self = calloc(1, sizeof *self);
  if (!self) abort();
  self->host = host;
  self->instance = instance;
  read_setting(self, "secret", self->secret, sizeof self->secret);
  read_setting(self, "create", self->on_create, sizeof self->on_create);
  read_setting(self, "connect", self->on_connect, sizeof self->on_connect);
  read_setting(self, "health", self->on_health, sizeof self->on_health);
  read_setting(self, "disconnect", self->on_disconnect, sizeof self->on_disconnect);
  read_setting(self, "destroy", self->on_destroy, sizeof self->on_destroy);
  *result = self;
  do_duty(self, op, self->on_create);
}

static const c4a_connector functions = {
    .size = sizeof functions,
    .create = create,
    .connect = connect,
    .sendText = send_text,
    .onWebhookEvent = on_webhook,
    .health = health,
    .disconnect = disconnect,
    .destroy = destroy,
};

#define DEED_SETTING(name) "\"" name "\":{\"type\":\"string\",\"maxLength\":127},"

static const c4a_descriptor descriptor = {
    .size = sizeof descriptor,
    .abi = C4A_ABI,
    .min_host_abi = 1,
    .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_WEBHOOK,
    .max_text_bytes = 4096,
    .id = C4A_LITERAL("dev.chat4all.hostile"),
    .channel = C4A_LITERAL("hostile"),
    .display_name = C4A_LITERAL("Hostile"),
    .version = C4A_LITERAL("1.0.0"),
    .vendor = C4A_LITERAL("Chat4All"),
    .license = C4A_LITERAL("Apache-2.0"),
    .config_schema = C4A_LITERAL(
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
        "\"additionalProperties\":false,\"properties\":{" DEED_SETTING("create") DEED_SETTING("connect")
            DEED_SETTING("health") DEED_SETTING("disconnect") DEED_SETTING("destroy")
        "\"secret\":{\"type\":\"string\",\"maxLength\":127,\"writeOnly\":true}}}"),
    .connector = &functions,
};

static const c4a_descriptor *const descriptors[] = {&descriptor};
static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};

const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin;
}
