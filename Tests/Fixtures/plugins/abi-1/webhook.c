#include "webhook.h"

#include <stddef.h>
#include <stdlib.h>

typedef struct {
  c4a_event event;
  c4a_attachment attachment;
} report;

// Fields by name

typedef struct {
  const char *name;
  size_t offset;
} field;

static const field texts[] = {
    {"event_id", offsetof(report, event.event_id)},       {"chat", offsetof(report, event.chat)},
    {"chat_title", offsetof(report, event.chat_title)},   {"sender", offsetof(report, event.sender)},
    {"sender_name", offsetof(report, event.sender_name)}, {"remote_id", offsetof(report, event.remote_id)},
    {"ref_id", offsetof(report, event.ref_id)},           {"message_id", offsetof(report, event.message_id)},
    {"text", offsetof(report, event.text)},               {"detail", offsetof(report, event.detail)},
    {"media_ref", offsetof(report, attachment.media_ref)}, {"mime", offsetof(report, attachment.mime)},
    {"filename", offsetof(report, attachment.filename)},  {"sha256", offsetof(report, attachment.sha256)},
};

// The names of C4A_EVENT_..., from 1.
static const char *const kinds[] = {
    "message",         "sent",       "delivered",     "read",        "failed",     "edited",        "deleted", "reaction", "typing",
    "delivered_up_to", "read_up_to", "member_joined", "member_left", "chat_moved", "address_moved", "other",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

// Decoding

static int hex(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// Decodes a form's value where it stands. Returns 0 for what is none.
static int decode(char *text, size_t *len) {
  size_t end = 0;
  for (size_t i = 0; i < *len; i++) {
    char byte = text[i] == '+' ? ' ' : text[i];
    if (byte == '%') {
      if (*len - i < 3) return 0;
      int high = hex(text[i + 1]), low = hex(text[i + 2]);
      if (high < 0 || low < 0) return 0;
      byte = (char)(high << 4 | low);
      i += 2;
    }
    text[end++] = byte;
  }
  *len = end;
  return 1;
}

static int read_number(c4a_str text, int64_t *number) {
  char digits[24];
  if (text.len == 0 || text.len >= sizeof digits) return 0;
  memcpy(digits, text.ptr, text.len);
  digits[text.len] = 0;
  char *end;
  *number = strtoll(digits, &end, 10);
  return *end == 0;
}

static int set_kind(c4a_event *event, c4a_str value) {
  for (size_t i = 0; i < COUNT(kinds); i++)
    if (c4a_equal(value, c4a_text(kinds[i]))) event->kind = (uint32_t)i + 1;
  return event->kind != 0;
}

static int set_field(report *into, c4a_str name, c4a_str value) {
  int64_t number;
  if (c4a_equal(name, c4a_text("kind"))) return set_kind(&into->event, value);
  for (size_t i = 0; i < COUNT(texts); i++) {
    if (!c4a_equal(name, c4a_text(texts[i].name))) continue;
    memcpy((char *)into + texts[i].offset, &value, sizeof value);
    return 1;
  }
  if (!read_number(value, &number)) return 0;
  if (c4a_equal(name, c4a_text("at")))
    into->event.occurred_at_us = number;
  else if (c4a_equal(name, c4a_text("until")))
    into->event.until_us = number;
  else if (c4a_equal(name, c4a_text("code")))
    into->event.code = (int32_t)number;
  else if (c4a_equal(name, c4a_text("length")))
    into->attachment.length = (uint64_t)number;
  else if (c4a_equal(name, c4a_text("echo")))
    into->event.flags |= number ? C4A_EVENT_FLAG_ECHO : 0;
  else if (c4a_equal(name, c4a_text("group")))
    into->event.flags |= number ? C4A_EVENT_FLAG_GROUP : 0;
  else
    return 0;
  return 1;
}

// Takes the text before `mark` off a line; the whole rest where there is none.
static char *cut(char **rest, size_t *left, char mark, size_t *len) {
  char *start = *rest;
  char *end = memchr(start, mark, *left);
  *len = end ? (size_t)(end - start) : *left;
  size_t used = end ? *len + 1 : *len;
  *rest += used;
  *left -= used;
  return start;
}

static int read_report(report *into, char *line, size_t left) {
  memset(into, 0, sizeof *into);
  into->event.size = sizeof into->event;
  into->attachment.size = sizeof into->attachment;
  while (left) {
    size_t pair_len, name_len;
    char *pair = cut(&line, &left, '&', &pair_len);
    char *value = pair;
    size_t value_len = pair_len;
    char *name = cut(&value, &value_len, '=', &name_len);
    if (!decode(name, &name_len) || !decode(value, &value_len)) return 0;
    c4a_str name_text = {name, name_len}, value_text = {value, value_len};
    if (!set_field(into, name_text, value_text)) return 0;
  }
  return into->event.kind != 0;
}

// Answering

static void respond(const c4a_host *host, c4a_op op, uint32_t status, c4a_str body) {
  static const c4a_kv headers[] = {{C4A_LITERAL("content-type"), C4A_LITERAL("text/plain; charset=utf-8")}};
  c4a_webhook_response response;
  memset(&response, 0, sizeof response);
  response.size = sizeof response;
  response.status = status;
  response.headers = headers;
  response.header_count = 1;
  response.body = body;
  host->respond(op, &response);
}

// Compares in a time that does not tell where the difference lies.
static int is_token(c4a_str token, c4a_str given) {
  if (token.len == 0 || given.len != token.len) return 0;
  unsigned char difference = 0;
  for (size_t i = 0; i < token.len; i++) difference |= (unsigned char)(token.ptr[i] ^ given.ptr[i]);
  return difference == 0;
}

// Emits what a body reports. Returns the status to answer.
static uint32_t emit_all(const c4a_host *host, c4a_instance instance, c4a_op op, char *body, size_t left) {
  while (left) {
    size_t len;
    char *line = cut(&body, &left, '\n', &len);
    if (len && line[len - 1] == '\r') len--;
    if (len == 0) continue;
    report next;
    if (!read_report(&next, line, len)) return 400;
    const c4a_attachment *attachments[] = {&next.attachment};
    if (next.attachment.media_ref.len || next.attachment.filename.len) {
      next.event.attachments = attachments;
      next.event.attachment_count = 1;
    }
    switch (host->emit(instance, op, &next.event)) {
      case C4A_OK: break;
      case C4A_INVALID: case C4A_TOO_LARGE: return 400;
      default: return 503;
    }
  }
  return 200;
}

static void answer_challenge(const c4a_host *host, c4a_str token, c4a_op op, c4a_str query) {
  char copy[512];
  c4a_str given = {0, 0}, challenge = {0, 0};
  if (query.len > sizeof copy) {
    respond(host, op, 400, c4a_text("the query is too long"));
    return;
  }
  if (query.len) memcpy(copy, query.ptr, query.len);
  char *rest = copy;
  for (size_t left = query.len; left;) {
    size_t len, name_len;
    char *value = cut(&rest, &left, '&', &len);
    char *name = cut(&value, &len, '=', &name_len);
    c4a_str name_text = {name, name_len};
    if (!decode(value, &len)) continue;
    c4a_str value_text = {value, len};
    if (c4a_equal(name_text, c4a_text("token"))) given = value_text;
    if (c4a_equal(name_text, c4a_text("challenge"))) challenge = value_text;
  }
  if (is_token(token, given))
    respond(host, op, 200, challenge);
  else
    respond(host, op, 403, c4a_text("the token is wrong"));
}

void echo_answer(const c4a_host *host, c4a_instance instance, c4a_str token, c4a_op op,
                 const c4a_webhook_request *request) {
  if (c4a_equal(request->method, c4a_text("GET"))) {
    answer_challenge(host, token, op, request->query);
    return;
  }
  const c4a_str *given = NULL;
  for (size_t i = 0; i < request->header_count; i++)
    if (c4a_equal(request->headers[i].key, c4a_text("x-echo-token"))) given = &request->headers[i].value;
  if (!given || !is_token(token, *given)) {
    respond(host, op, given ? 403 : 401, c4a_text(given ? "the token is wrong" : "the header x-echo-token is missing"));
    return;
  }
  // Values are decoded where they stand, which must not be in the host's memory.
  char *body = malloc(request->body.len + 1);
  if (!body) {
    c4a_finish(host, op, C4A_RETRY, "out of memory");
    return;
  }
  if (request->body.len) memcpy(body, request->body.ptr, request->body.len);
  uint32_t status = emit_all(host, instance, op, body, request->body.len);
  free(body);
  respond(host, op, status, c4a_text(status == 200 ? "ok" : status == 400 ? "a line cannot be read" : "too many events"));
}
