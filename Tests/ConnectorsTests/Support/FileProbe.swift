/// A connector in C that uses the host's files as a caption or a text says, and answers with what came of it.
enum FileProbe {
  private static let source = #"""
    typedef struct { probe *self; c4a_op op; c4a_file file; } question;

    static question *ask_for(probe *self, c4a_op op, c4a_file file) {
      question *made = calloc(1, sizeof *made);
      *made = (question){self, op, file};
      return made;
    }

    // Reads all of it, piece by piece: its length and a sum, or the code that ended it.
    static void read_all(probe *self, c4a_file file, char *text, size_t size) {
      unsigned char piece[1000];
      unsigned sum = 0;
      uint64_t at = 0;
      for (;;) {
        size_t length = 77;
        int32_t code = self->host->file_read(file, at, piece, sizeof piece, &length);
        if (code != C4A_OK) { snprintf(text, size, "code %d at %llu", code, (unsigned long long)at); return; }
        if (length == 0) break;
        for (size_t i = 0; i < length; i++) sum = sum * 31 + piece[i];
        at += length;
      }
      snprintf(text, size, "%llu %u", (unsigned long long)at, sum);
    }

    static c4a_http_request request_to(const char *url, c4a_op cause) {
      c4a_http_request request;
      memset(&request, 0, sizeof request);
      request.size = sizeof request;
      request.cause = cause;
      request.method = c4a_text("POST");
      request.url = c4a_text(url);
      return request;
    }

    static void on_sent(void *user, const c4a_http_response *response) {
      question *asked = user;
      char text[64];
      snprintf(text, sizeof text, "%d %u", response->code, response->status);
      answer(asked->self, asked->op, text);
      free(asked);
    }

    static void on_late(void *user, int32_t code) {
      question *asked = user;
      char text[128];
      (void)code;
      read_all(asked->self, asked->file, text, sizeof text);
      report(asked->self, text);
      free(asked);
    }

    static void on_fetched(void *user, const c4a_http_response *response) {
      question *asked = user;
      char text[256], read[128] = "no file";
      if (response->file) read_all(asked->self, response->file, read, sizeof read);
      snprintf(text, sizeof text, "%d %u %zu %llu %s", response->code, response->status, response->body.len,
               (unsigned long long)response->file_length, read);
      c4a_file file = response->file;
      answer(asked->self, asked->op, text);
      if (file) asked->self->host->post(asked->self->instance, on_late, ask_for(asked->self, 0, file));
      free(asked);
    }

    // Sends on what it has just fetched.
    static void on_fetched_to_forward(void *user, const c4a_http_response *response) {
      question *asked = user;
      c4a_http_request request = request_to("https://api.example.org/forwarded", asked->op);
      request.body_file = response->file;
      int32_t code = asked->self->host->http(asked->self->instance, &request, on_sent, user, NULL);
      if (code != C4A_OK) c4a_finish(asked->self->host, asked->op, code, "refused");
    }

    static void fetch(probe *self, c4a_op op, const char *url, c4a_http_callback then) {
      c4a_http_request request = request_to(url, op);
      request.method = c4a_text("GET");
      request.flags = C4A_HTTP_TO_FILE;
      question *asked = ask_for(self, op, 0);
      int32_t code = self->host->http(self->instance, &request, then, asked, NULL);
      if (code != C4A_OK) { free(asked); c4a_finish(self->host, op, code, "refused"); }
    }

    // Asks for as many as there may be; the operation stays open for them.
    static void flood(probe *self, c4a_op op) {
      c4a_http_request request = request_to("https://api.example.org/", op);
      request.flags = C4A_HTTP_TO_FILE;
      int32_t code;
      int count = 0;
      for (; (code = self->host->http(self->instance, &request, on_fetched, ask_for(self, op, 0), NULL)) == C4A_OK; count++);
      char text[64];
      snprintf(text, sizeof text, "%d %d", count, code);
      answer(self, op, text);
    }

    static void without_a_cause(probe *self, c4a_op op) {
      c4a_http_request request = request_to("https://api.example.org/", 0);
      request.flags = C4A_HTTP_TO_FILE;
      char text[16];
      snprintf(text, sizeof text, "%d", self->host->http(self->instance, &request, on_fetched, NULL, NULL));
      answer(self, op, text);
    }

    static void read_badly(probe *self, c4a_op op, c4a_file file) {
      const c4a_host *host = self->host;
      char piece[8], text[128];
      size_t length = 77, end = 77, none = 77;
      int32_t codes[] = {
        host->file_read(file, 0, piece, sizeof piece, NULL), host->file_read(file, 0, NULL, 8, &length),
        host->file_read(file + 1000, 0, piece, sizeof piece, &length), host->file_read(0, 0, piece, 8, &length),
        host->file_read(file, UINT64_MAX, piece, 8, &end), host->file_read(file, 0, NULL, 0, &none)};
      snprintf(text, sizeof text, "%d %d %d %d %d %d %zu %zu", codes[0], codes[1], codes[2], codes[3], codes[4], codes[5],
               end, none);
      answer(self, op, text);
    }

    static void emit_with_file(probe *self, c4a_op op, c4a_file file) {
      c4a_attachment attachment = {.size = sizeof attachment, .file = file};
      const c4a_attachment *attachments[] = {&attachment};
      c4a_event event = {.size = sizeof event, .kind = C4A_EVENT_MESSAGE, .sender = C4A_LITERAL("4711"),
                         .attachments = attachments, .attachment_count = 1};
      char text[16];
      snprintf(text, sizeof text, "%d", self->host->emit(self->instance, 0, &event));
      answer(self, op, text);
    }

    static void send_file(void *context, c4a_op op, const c4a_file_message *message) {
      probe *self = context;
      char text[512];
      const char *caption = message->caption.ptr;
      if (strcmp(caption, "read") == 0) {
        read_all(self, message->file, text, sizeof text);
        answer(self, op, text);
      } else if (strcmp(caption, "describe") == 0) {
        snprintf(text, sizeof text, "%s|%s|%s|%s|%zu|%s|%llu", message->message->recipient.ptr,
                 message->message->message_id.ptr, message->filename.ptr, message->mime.ptr, message->message->text.len,
                 message->sha256.ptr, (unsigned long long)message->length);
        answer(self, op, text);
      } else if (strcmp(caption, "late") == 0) {
        answer(self, op, "late");
        self->host->post(self->instance, on_late, ask_for(self, op, message->file));
      } else if (strcmp(caption, "bad") == 0) {
        read_badly(self, op, message->file);
      } else if (strcmp(caption, "emit") == 0) {
        emit_with_file(self, op, message->file);
      } else if (strcmp(caption, "never") != 0) {
        c4a_http_request request = request_to("https://api.example.org/upload", op);
        c4a_http_part field = {.size = sizeof field, .name = C4A_LITERAL("chat"), .data = message->message->recipient};
        c4a_http_part file = {.size = sizeof file, .name = C4A_LITERAL("file"), .filename = message->filename,
                              .mime = message->mime, .data = C4A_LITERAL("ignored"), .file = message->file};
        const c4a_http_part *parts[] = {&field, &file};
        if (strcmp(caption, "form") == 0) { request.parts = parts; request.part_count = 2; }
        else request.body_file = message->file;
        self->host->http(self->instance, &request, on_sent, ask_for(self, op, 0), NULL);
      }
    }

    static void send_text(void *context, c4a_op op, const c4a_message *message) {
      probe *self = context;
      const char *text = message->text.ptr;
      if (strcmp(text, "flood") == 0) flood(self, op);
      else if (strcmp(text, "without a cause") == 0) without_a_cause(self, op);
      else if (strcmp(text, "forward") == 0) fetch(self, op, "https://api.example.org/", on_fetched_to_forward);
      else fetch(self, op, text, on_fetched);
    }

    static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
      probe *self = calloc(1, sizeof *self);
      self->host = host;
      self->instance = instance;
      *result = self;
      c4a_finish(host, op, C4A_OK, NULL);
    }

    static void destroy(void *context) { free(context); }

    static const c4a_connector functions = {
      .size = sizeof functions, .create = create, .sendText = send_text, .sendFile = send_file, .destroy = destroy};
    static const c4a_str hosts[] = {C4A_LITERAL("api.example.org")};
    static const c4a_descriptor descriptor = {
      .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1,
      .capabilities = C4A_CAP_SEND_TEXT | C4A_CAP_SEND_FILE, .id = C4A_LITERAL("org.example.files"),
      .channel = C4A_LITERAL("files"), .display_name = C4A_LITERAL("Files"), .version = C4A_LITERAL("1.0.0"),
      .config_schema = C4A_LITERAL("{}"), .egress_hosts = hosts, .egress_host_count = 1,
      .max_file_bytes = 100000, .connector = &functions};
    static const c4a_descriptor *const descriptors[] = {&descriptor};
    static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};
    const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
    """#

  static func path() throws -> String { try library.get() }

  private static let library = Result { try Plugins.build(ProbeWords.source + source, name: "files") }
}
