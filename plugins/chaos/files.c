#include "files.h"

#include <stdio.h>
#include <stdlib.h>

// A file on its way on, for an operation.
typedef struct {
  const c4a_host *host;
  c4a_instance instance;
  c4a_op op;
  char to[512], sum[48];
} passage;

static passage *pass(const c4a_host *host, c4a_instance instance, c4a_op op, const char *to) {
  passage *made = calloc(1, sizeof *made);
  if (!made) abort();
  made->host = host;
  made->instance = instance;
  made->op = op;
  snprintf(made->to, sizeof made->to, "%s", to);
  return made;
}

static void end(passage *passage, int32_t code, const char *detail) {
  if (code == C4A_OK)
    c4a_sent(passage->host, passage->op, c4a_text(passage->sum));
  else
    c4a_finish(passage->host, passage->op, code, detail);
  free(passage);
}

// Reads all of a file; the code that ended it where that was not its end.
static int32_t sum_up(passage *passage, c4a_file file) {
  static _Thread_local unsigned char piece[256 << 10];
  uint64_t sum = 0xcbf29ce484222325u, at = 0;
  for (;;) {
    size_t length = 0;
    int32_t code = passage->host->file_read(file, at, piece, sizeof piece, &length);
    if (code != C4A_OK) return code;
    if (length == 0) break;
    for (size_t i = 0; i < length; i++) sum = (sum ^ piece[i]) * 0x100000001b3u;
    at += length;
  }
  snprintf(passage->sum, sizeof passage->sum, "%llu-%016llx", (unsigned long long)at, (unsigned long long)sum);
  return C4A_OK;
}

static c4a_http_request request(const passage *passage, const char *method, const char *url) {
  c4a_http_request made;
  memset(&made, 0, sizeof made);
  made.size = sizeof made;
  made.cause = passage->op;
  made.method = c4a_text(method);
  made.url = c4a_text(url);
  return made;
}

static void ask(passage *passage, const c4a_http_request *request, c4a_http_callback callback) {
  int32_t code = passage->host->http(passage->instance, request, callback, passage, NULL);
  if (code != C4A_OK) end(passage, code, "no request was made");
}

static void on_sent(void *user, const c4a_http_response *response) {
  if (response->code != C4A_OK)
    end(user, response->code, response->detail.ptr);
  else
    end(user, response->status / 100 == 2 ? C4A_OK : C4A_PERMANENT, "another status");
}

static void on_fetched(void *user, const c4a_http_response *response) {
  passage *passage = user;
  if (response->code != C4A_OK) {
    end(passage, response->code, response->detail.ptr);
    return;
  }
  int32_t code = response->file ? sum_up(passage, response->file) : C4A_PERMANENT;
  if (code != C4A_OK) {
    end(passage, code, response->file ? "the file cannot be read" : "another status");
    return;
  }
  c4a_http_part name = {.size = sizeof name, .name = C4A_LITERAL("sum"), .data = c4a_text(passage->sum)};
  c4a_http_part file = {.size = sizeof file, .name = C4A_LITERAL("file"), .filename = C4A_LITERAL("fetched.bin"),
                        .mime = C4A_LITERAL("application/octet-stream"), .file = response->file};
  const c4a_http_part *parts[] = {&name, &file};
  c4a_http_request forward = request(passage, "POST", passage->to);
  forward.parts = parts;
  forward.part_count = 2;
  ask(passage, &forward, on_sent);
}

void fetch_file(const c4a_host *host, c4a_instance instance, c4a_op op, const char *from, const char *to) {
  passage *passage = pass(host, instance, op, to);
  c4a_http_request fetch = request(passage, "GET", from);
  fetch.flags = C4A_HTTP_TO_FILE;
  ask(passage, &fetch, on_fetched);
}

void put_file(const c4a_host *host, c4a_instance instance, c4a_op op, const c4a_file_message *message, const char *to) {
  passage *passage = pass(host, instance, op, to);
  int32_t code = sum_up(passage, message->file);
  if (code != C4A_OK || !*to) {
    end(passage, code, "the file cannot be read");
    return;
  }
  c4a_kv type = {C4A_LITERAL("Content-Type"), message->mime};
  c4a_http_request put = request(passage, "PUT", passage->to);
  put.headers = &type;
  put.header_count = 1;
  put.body_file = message->file;
  ask(passage, &put, on_sent);
}
