/// A connector in C that uses the host's HTTP and state as the text of a message says, and answers with what came of it.
enum ServiceProbe {
  private static let source = #"""
    typedef struct { probe *self; c4a_op op; c4a_op other; } question;

    static question *ask_for(probe *self, c4a_op op) {
      question *made = calloc(1, sizeof *made);
      made->self = self;
      made->op = op;
      return made;
    }

    static void describe(const c4a_http_response *r, char *text, size_t size) {
      const char *first = r->header_count ? r->headers[0].value.ptr : "-";
      // Strings are followed by a NUL, bodies as well.
      int ends = !r->body.ptr || r->body.ptr[r->body.len] == 0;
      snprintf(text, size, "%d %u %zu %s %.200s%s %s", r->code, r->status, r->header_count, first,
               r->body.len ? r->body.ptr : "-", ends ? "" : "!", r->detail.len ? r->detail.ptr : "-");
    }

    static void on_answer(void *user, const c4a_http_response *response) {
      question *asked = user;
      char text[512];
      describe(response, text, sizeof text);
      answer(asked->self, asked->op, text);
      free(asked);
    }

    static void on_report(void *user, const c4a_http_response *response) {
      question *asked = user;
      char text[512];
      describe(response, text, sizeof text);
      report(asked->self, text);
      free(asked);
    }

    static c4a_http_request request_to(const char *url, c4a_op cause) {
      c4a_http_request request;
      memset(&request, 0, sizeof request);
      request.size = sizeof request;
      request.cause = cause;
      request.method = c4a_text("GET");
      request.url = c4a_text(url);
      return request;
    }

    static void get(probe *self, c4a_op op, const char *url) {
      c4a_http_request request = request_to(url, op);
      int32_t code = self->host->http(self->instance, &request, on_answer, ask_for(self, op), NULL);
      if (code != C4A_OK) c4a_finish(self->host, op, code, "refused");
    }

    static void post_rich(probe *self, c4a_op op, const char *url) {
      c4a_kv headers[] = {{C4A_LITERAL("Content-Type"), C4A_LITERAL("text/plain")}, {C4A_LITERAL("X-Empty"), {NULL, 0}}};
      c4a_http_request request = request_to(url, 0);
      request.method = c4a_text("POST");
      request.flags = C4A_HTTP_FOLLOW_REDIRECTS | 0x8000u;
      request.timeout_ms = 1500;
      request.max_response_bytes = 1234;
      request.headers = headers;
      request.header_count = 2;
      request.body.ptr = "a\0b";
      request.body.len = 3;
      self->host->http(self->instance, &request, on_answer, ask_for(self, op), NULL);
    }

    static void post_form(probe *self, c4a_op op, const char *url) {
      c4a_http_part field = {.size = sizeof field, .name = C4A_LITERAL("field"), .data = C4A_LITERAL("value")};
      c4a_http_part file = {.size = sizeof file, .name = C4A_LITERAL("file"), .filename = C4A_LITERAL("a.png"),
                            .mime = C4A_LITERAL("image/png"), .data = C4A_LITERAL("bytes")};
      const c4a_http_part *parts[] = {&field, &file};
      c4a_http_request request = request_to(url, op);
      request.method = c4a_text("POST");
      request.parts = parts;
      request.part_count = 2;
      self->host->http(self->instance, &request, on_answer, ask_for(self, op), NULL);
    }

    // Asks on its own account and lets the operation end: nothing ends with it.
    static void get_free(probe *self, c4a_op op, const char *url) {
      c4a_http_request request = request_to(url, 0);
      char text[16];
      snprintf(text, sizeof text, "%d", self->host->http(self->instance, &request, on_report, ask_for(self, op), NULL));
      answer(self, op, text);
    }

    // Asks for the operation and ends that at once.
    static void get_in_vain(probe *self, c4a_op op, const char *url) {
      c4a_http_request request = request_to(url, op);
      self->host->http(self->instance, &request, on_report, ask_for(self, op), NULL);
      answer(self, op, "in vain");
    }

    static void get_and_abort(probe *self, c4a_op op, const char *url) {
      c4a_http_request request = request_to(url, 0);
      c4a_op token = 0;
      question *asked = ask_for(self, op);
      self->host->http(self->instance, &request, on_report, asked, &token);
      int32_t first = self->host->abort(token), second = self->host->abort(token);
      char text[64];
      snprintf(text, sizeof text, "%d %d %d", token > op, first, second);
      answer(self, op, text);
    }

    static void flood(probe *self, c4a_op op, const char *url) {
      c4a_http_request request = request_to(url, 0);
      int32_t code;
      int count = 0;
      while ((code = self->host->http(self->instance, &request, on_report, ask_for(self, op), NULL)) == C4A_OK) count++;
      char text[64];
      snprintf(text, sizeof text, "%d %d", count, code);
      answer(self, op, text);
    }

    // As flood, with a body of as many MiB.
    static void flood_large(probe *self, c4a_op op, const char *url) {
      c4a_http_request request = request_to("https://api.example.org/", 0);
      size_t size = (size_t)atol(url) << 20;
      char *body = calloc(1, size);
      request.method = c4a_text("POST");
      request.body = (c4a_str){body, size};
      int32_t code;
      int count = 0;
      while ((code = self->host->http(self->instance, &request, on_report, ask_for(self, op), NULL)) == C4A_OK) count++;
      free(body);
      char text[64];
      snprintf(text, sizeof text, "%d %d", count, code);
      answer(self, op, text);
    }

    static void never(void *user, const c4a_http_response *response) { (void)user; (void)response; abort(); }

    static void ask_badly(probe *self, c4a_op op, const char *url) {
      const c4a_host *host = self->host;
      static char huge[17000];
      memset(huge, 'x', sizeof huge);
      c4a_http_part part = {.size = sizeof part, .name = C4A_LITERAL("file"), .file = 7};
      const c4a_http_part *parts[] = {&part};
      c4a_http_request good = request_to(url, op), no_url = good, no_method = good, to_file = good, body_file = good,
                       file_part = good, both = good, stale = good, long_url = good, no_size = good, lost_parts = good;
      no_url.url = c4a_text(NULL);
      no_method.method = c4a_text("");
      to_file.flags = C4A_HTTP_TO_FILE;
      body_file.body_file = 7;
      file_part.parts = parts;
      file_part.part_count = 1;
      both = file_part;
      both.body = c4a_text("x");
      stale.cause = op + 100;
      long_url.url.ptr = huge;
      long_url.url.len = sizeof huge;
      no_size.size = 0;
      lost_parts.part_count = 1;
      c4a_http_request *all[] = {NULL,       &no_url, &no_method, &to_file,  &body_file, &file_part,
                                 &both, &stale,  &long_url,  &no_size, &lost_parts};
      char text[256];
      int used = snprintf(text, sizeof text, "%d", host->http(self->instance, &good, NULL, NULL, NULL));
      for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        used += snprintf(text + used, sizeof text - (size_t)used, " %d",
                         host->http(self->instance, all[i], never, NULL, NULL));
      answer(self, op, text);
    }

    // State

    static void keep(probe *self, c4a_op op, char *words) {
      char *value = strchr(words, ' ');
      if (value) *value++ = 0;
      c4a_str nothing = {NULL, 0};
      char text[16];
      snprintf(text, sizeof text, "%d",
               self->host->state_set(self->instance, 0, c4a_text(words), value ? c4a_text(value) : nothing));
      answer(self, op, text);
    }

    static void read(probe *self, c4a_op op, const char *key) {
      char value[64], text[128];
      size_t length = 0;
      int32_t code = self->host->state_get(self->instance, c4a_text(key), value, sizeof value, &length);
      snprintf(text, sizeof text, "%d %s", code, code == C4A_OK ? value : "-");
      answer(self, op, text);
    }

    static void keep_badly(probe *self, c4a_op op) {
      const c4a_host *host = self->host;
      static char huge[(64 << 10) + 1];
      memset(huge, 'k', sizeof huge);
      c4a_str largest = {huge, 64 << 10}, too_large = {huge, sizeof huge}, longest = {huge, 128}, too_long = {huge, 129},
              empty = {"", 0}, wrong = {"a\0b", 3}, no_utf8 = {"\xff", 1}, value = C4A_LITERAL("v");
      char text[256];
      size_t length = 0;
      int32_t many = C4A_OK, count = 0;
      int32_t codes[] = {
        host->state_set(self->instance, 0, longest, largest),
        host->state_set(self->instance, 0, longest, too_large),
        host->state_set(self->instance, 0, too_long, value),
        host->state_set(self->instance, 0, empty, value),
        host->state_set(self->instance, 0, wrong, value),
        host->state_set(self->instance, 0, no_utf8, value),
        host->state_set(self->instance, op, longest, value),
        host->state_set(self->instance, op + 100, longest, value),
        host->state_get(self->instance, longest, NULL, 0, &length),
        host->state_get(self->instance, too_long, NULL, 0, &length),
        host->state_get(self->instance, longest, huge, 10, NULL),
        host->state_get(self->instance, longest, NULL, 10, &length),
      };
      while (many == C4A_OK && count < 2000) {
        char key[16];
        snprintf(key, sizeof key, "key-%d", count);
        many = host->state_set(self->instance, 0, c4a_text(key), value);
        if (many == C4A_OK) count++;
      }
      int used = 0;
      for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        used += snprintf(text + used, sizeof text - (size_t)used, "%d ", codes[i]);
      snprintf(text + used, sizeof text - (size_t)used, "%zu %d %d", length, count, many);
      answer(self, op, text);
    }

    // The connector's functions

    static void send_text(void *context, c4a_op op, const c4a_message *message) {
      probe *self = context;
      char text[512];
      snprintf(text, sizeof text, "%.*s", (int)message->text.len, message->text.ptr);
      char *rest = strchr(text, ' ');
      if (rest) *rest++ = 0; else rest = text + strlen(text);
      static const struct { const char *name; void (*run)(probe *, c4a_op, const char *); } tries[] = {
        {"get", get}, {"rich", post_rich}, {"form", post_form}, {"free", get_free}, {"vain", get_in_vain},
        {"abort", get_and_abort}, {"flood", flood}, {"flood-large", flood_large},
        {"bad", ask_badly}, {"read", read}};
      for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (strcmp(text, tries[i].name) == 0) { tries[i].run(self, op, rest); return; }
      if (strcmp(text, "keep") == 0) keep(self, op, rest);
      else if (strcmp(text, "limits") == 0) keep_badly(self, op);
      else c4a_finish(self->host, op, C4A_INVALID, "what?");
    }

    // The body: a status, and then a key with its value, which are kept together with what it brings.
    static void on_webhook(void *context, c4a_op op, const c4a_webhook_request *request) {
      probe *self = context;
      char key[64] = "", value[64] = "";
      unsigned status = 200;
      sscanf(request->body.ptr, "%u %63s %63s", &status, key, value);
      c4a_str nothing = {NULL, 0};
      self->host->state_set(self->instance, op, c4a_text(key), value[0] ? c4a_text(value) : nothing);
      c4a_webhook_response response = {.size = sizeof response, .status = status};
      self->host->respond(op, &response);
    }

    static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
      probe *self = calloc(1, sizeof *self);
      self->host = host;
      self->instance = instance;
      *result = self;
      char value[64] = "";
      size_t length = 0;
      // What was kept is there from the beginning.
      host->state_get(instance, c4a_text("at create"), value, sizeof value, &length);
      if (strcmp(value, "fail") == 0) { free(self); c4a_finish(host, op, C4A_BAD_CONFIG, "kept: fail"); }
      else c4a_finish(host, op, C4A_OK, NULL);
    }

    static void destroy(void *context) { free(context); }

    static const c4a_connector functions = {
      .size = sizeof functions, .create = create, .sendText = send_text, .onWebhookEvent = on_webhook,
      .destroy = destroy};
    static const c4a_str hosts[] = {C4A_LITERAL("api.example.org"), C4A_LITERAL("*.example.org:8443")};
    static const c4a_descriptor descriptor = {
      .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1,
      .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_WEBHOOK, .id = C4A_LITERAL("org.example.services"),
      .channel = C4A_LITERAL("services"), .display_name = C4A_LITERAL("Services"), .version = C4A_LITERAL("1.0.0"),
      .config_schema = C4A_LITERAL("{\"properties\":{\"base\":{\"type\":\"string\",\"format\":\"uri\"}}}"),
      .egress_hosts = hosts, .egress_host_count = 2, .connector = &functions};
    static const c4a_descriptor *const descriptors[] = {&descriptor};
    static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};
    const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
    """#

  static func path() throws -> String { try library.get() }

  private static let library = Result { try Plugins.build(ProbeWords.source + source, name: "services") }
}
