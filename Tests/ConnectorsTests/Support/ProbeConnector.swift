/// A connector in C that tries the host's functions and answers with what they said.
///
/// The first word of a message's text picks what to try; the answer's remote_id holds the findings.
enum ProbeConnector {
  static let source = #"""
    #include <pthread.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/mman.h>
    #include "chat4all/connector.h"

    typedef struct { const c4a_host *host; c4a_instance instance; c4a_op op; char report[256]; } probe;

    // Memory for `size` bytes that ends where nothing may be read.
    static void *at_edge(size_t size) {
      char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      mprotect(pages + 4096, 4096, PROT_NONE);
      return pages + 4096 - size;
    }

    static void answer(probe *self, c4a_op op, const char *text) { c4a_sent(self->host, op, c4a_text(text)); }

    static void try_config(probe *self, c4a_op op) {
      char buffer[64], found[128];
      size_t length = 99;
      memset(buffer, '#', sizeof buffer);
      int32_t small = self->host->config_get(self->instance, c4a_text("word"), buffer, 3, &length);
      int untouched = buffer[0] == '#' && length == 5;
      int32_t exact = self->host->config_get(self->instance, c4a_text("word"), buffer, 5, &length);
      int unterminated = buffer[5] == '#';
      int32_t roomy = self->host->config_get(self->instance, c4a_text("word"), buffer, 64, &length);
      int terminated = buffer[5] == 0;
      int32_t missing = self->host->config_get(self->instance, c4a_text("nothing"), buffer, 64, &length);
      int32_t asked = self->host->config_get(self->instance, c4a_text("word"), NULL, 0, &length);
      int32_t wrong = self->host->config_get(self->instance, c4a_text("word"), NULL, 8, &length);
      snprintf(found, sizeof found, "%d %d %d %d %d %d %d %d %d", small, untouched, exact, unterminated, roomy, terminated,
               missing, asked, wrong);
      answer(self, op, found);
    }

    static void try_all_settings(probe *self, c4a_op op) {
      char buffer[512];
      size_t length = 0;
      self->host->config_get(self->instance, c4a_text(""), buffer, sizeof buffer, &length);
      answer(self, op, buffer);
    }

    static void no_callback(void *user, int32_t code) { (void)user; (void)code; abort(); }
    static void no_response(void *user, const c4a_http_response *response) { (void)user; (void)response; abort(); }

    static void try_missing_services(probe *self, c4a_op op) {
      char found[128], buffer[8];
      size_t length = 0;
      c4a_http_request request;
      memset(&request, 0, sizeof request);
      request.size = sizeof request;
      int32_t http = self->host->http(self->instance, &request, no_response, NULL, NULL);
      int32_t get = self->host->state_get(self->instance, c4a_text("k"), buffer, sizeof buffer, &length);
      int32_t set = self->host->state_set(self->instance, 0, c4a_text("k"), c4a_text("v"));
      int32_t file = self->host->file_read(1, 0, buffer, sizeof buffer, &length);
      snprintf(found, sizeof found, "%d %d %d %d %d", http, get, set, file,
               self->host->get_extension(c4a_text("chat4all.nothing/1")) == NULL);
      answer(self, op, found);
    }

    static void try_bad_tokens(probe *self, c4a_op op) {
      char found[128];
      c4a_op ended = op - 1;
      int32_t webhook = c4a_finish(self->host, self->instance, C4A_OK, NULL);
      c4a_webhook_response response;
      memset(&response, 0, sizeof response);
      response.size = sizeof response;
      response.status = 200;
      int32_t respond = self->host->respond(op, &response);
      int32_t stale = c4a_finish(self->host, ended, C4A_OK, NULL);
      int32_t none = self->host->post(0, no_callback, NULL);
      int32_t made_up = self->host->post(0xFFFFFFFFFFFFFFFFULL, no_callback, NULL);
      int32_t null = self->host->post(self->instance, NULL, NULL);
      int32_t timer = self->host->abort(op);
      snprintf(found, sizeof found, "%d %d %d %d %d %d %d", webhook, respond, stale, none, made_up, null, timer);
      answer(self, op, found);
    }

    static void small_result(probe *self, c4a_op op) {
      c4a_result *result = at_edge(8);
      result->size = 8;
      result->code = C4A_RATE_LIMITED;
      self->host->complete(op, result);
    }

    static void large_result(probe *self, c4a_op op) {
      unsigned char *bytes = malloc(4096);
      memset(bytes, 0xAA, 4096);
      c4a_result *result = (c4a_result *)bytes;
      memset(result, 0, sizeof *result);
      result->size = 4096;
      result->remote_id = c4a_text("large");
      self->host->complete(op, result);
      memset(bytes, 0x55, 4096);
      free(bytes);
    }

    static void small_event(probe *self, c4a_op op) {
      size_t size = offsetof(c4a_event, message_id);
      c4a_event *event = at_edge(size);
      event->size = (uint32_t)size;
      event->kind = C4A_EVENT_READ;
      event->ref_id = c4a_text("r-1");
      char found[16];
      snprintf(found, sizeof found, "%d", self->host->emit(self->instance, 0, event));
      answer(self, op, found);
    }

    static int32_t emit(probe *self, uint32_t kind, const char *ref, const char *sender, c4a_str text) {
      c4a_event event;
      memset(&event, 0, sizeof event);
      event.size = sizeof event;
      event.kind = kind;
      event.ref_id = c4a_text(ref);
      event.sender = c4a_text(sender);
      event.text = text;
      return self->host->emit(self->instance, 0, &event);
    }

    static void bad_events(probe *self, c4a_op op) {
      char found[128];
      static char huge[(1 << 20) + 1];
      c4a_str no_text = {NULL, 5}, endless = {"x", (size_t)-1}, too_large = {huge, sizeof huge};
      snprintf(found, sizeof found, "%d %d %d %d %d %d %d", emit(self, 0, "r", "s", c4a_text("x")),
               emit(self, C4A_EVENT_READ, NULL, NULL, c4a_text(NULL)), emit(self, C4A_EVENT_MESSAGE, NULL, NULL, c4a_text("x")),
               emit(self, C4A_EVENT_MESSAGE, NULL, "s", no_text), emit(self, C4A_EVENT_MESSAGE, NULL, "s", endless),
               emit(self, C4A_EVENT_MESSAGE, NULL, "s", too_large), emit(self, 4711, NULL, NULL, c4a_text("new")));
      answer(self, op, found);
    }

    static void odd_text(probe *self, c4a_op op) {
      c4a_str text = {"a\xff" "b\0c", 5};
      emit(self, C4A_EVENT_MESSAGE, NULL, "s", text);
      answer(self, op, "ok");
    }

    static void long_id(probe *self, c4a_op op) {
      char id[2000], found[16];
      memset(id, 'x', sizeof id);
      c4a_str text = {id, sizeof id};
      snprintf(found, sizeof found, "%d", c4a_sent(self->host, op, text));
      answer(self, op, found);
    }

    static void rich_event(probe *self, c4a_op op) {
      c4a_attachment file;
      c4a_event event;
      memset(&file, 0, sizeof file);
      memset(&event, 0, sizeof event);
      file.size = sizeof file;
      file.media_ref = c4a_text("media-1");
      file.mime = c4a_text("image/png");
      file.length = 3;
      const c4a_attachment *files[] = {&file};
      c4a_kv meta = {c4a_text("k"), c4a_text("v")};
      event.size = sizeof event;
      event.kind = C4A_EVENT_MESSAGE;
      event.flags = C4A_EVENT_FLAG_ECHO | C4A_EVENT_FLAG_GROUP;
      event.format = C4A_FORMAT_MARKDOWN;
      event.occurred_at_us = 5;
      event.chat = c4a_text("g-1");
      event.chat_title = c4a_text("Group");
      event.sender = c4a_text("ana");
      event.sender_name = c4a_text("Ana");
      event.message_id = c4a_text("m-1");
      event.raw = c4a_text("{}");
      event.attachments = files;
      event.attachment_count = 1;
      event.meta = &meta;
      event.meta_count = 1;
      self->host->emit(self->instance, 0, &event);
      answer(self, op, "ok");
    }

    // What does not fit is cut off: snprintf answers with the length that it would have needed.
    static int append(char *found, int size, int length, const char *text) {
      length += snprintf(found + length, (size_t)(size - length), "|%s", text);
      return length < size ? length : size - 1;
    }

    static void read_message(probe *self, c4a_op op, const c4a_message *m) {
      const c4a_str *texts[] = {&m->message_id, &m->conversation, &m->recipient, &m->chat, &m->reply_to, &m->text,
                                &m->idempotency_key, &m->sender, &m->sender_name};
      char found[512];
      int length = snprintf(found, sizeof found, "%u %u %u %lld", m->size, m->attempt, m->flags,
                            (long long)(m->deadline_us - self->host->now(C4A_CLOCK_MONOTONIC)));
      for (int i = 0; i < 9; i++) {
        if (texts[i]->ptr && texts[i]->ptr[texts[i]->len] != 0) abort();
        length = append(found, sizeof found, length, texts[i]->ptr ? texts[i]->ptr : "-");
      }
      for (size_t i = 0; i < m->meta_count; i++) {
        char pair[128];
        snprintf(pair, sizeof pair, "%s=%s", m->meta[i].key.ptr, m->meta[i].value.ptr);
        length = append(found, sizeof found, length, pair);
      }
      answer(self, op, found);
    }

    static void on_posted(void *user, int32_t code) {
      probe *self = user;
      answer(self, self->op, code == C4A_OK ? "posted" : "cancelled");
    }

    static void *foreign(void *user) {
      probe *self = user;
      self->host->post(self->instance, on_posted, self);
      return NULL;
    }

    static void post_from_thread(probe *self, c4a_op op) {
      pthread_t thread;
      self->op = op;
      if (pthread_create(&thread, NULL, foreign, self) != 0) abort();
      pthread_join(thread, NULL);
    }

    static void abort_timer(probe *self, c4a_op op) {
      c4a_op timer = 0;
      self->op = op;
      if (self->host->timer(self->instance, 1000000, on_posted, self, &timer) != C4A_OK) abort();
      if (self->host->abort(timer) != C4A_OK || self->host->abort(timer) != C4A_STALE) abort();
    }

    static void metrics(probe *self, c4a_op op) {
      char found[64];
      snprintf(found, sizeof found, "%d %d %d", self->host->metric(self->instance, c4a_text("chunks"), C4A_METRIC_COUNTER, 2),
               self->host->metric(self->instance, c4a_text("Bad name"), C4A_METRIC_GAUGE, 1),
               self->host->metric(self->instance, c4a_text("x"), 9, 1));
      answer(self, op, found);
    }

    static void send_text(void *context, c4a_op op, const c4a_message *message) {
      probe *self = context;
      static const struct { const char *name; void (*run)(probe *, c4a_op); } tries[] = {
        {"config", try_config}, {"settings", try_all_settings}, {"services", try_missing_services},
        {"tokens", try_bad_tokens}, {"small result", small_result}, {"large result", large_result},
        {"small event", small_event}, {"bad events", bad_events}, {"odd text", odd_text}, {"long id", long_id},
        {"rich event", rich_event}, {"post", post_from_thread}, {"abort", abort_timer}, {"metrics", metrics}};
      for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (c4a_equal(message->text, c4a_text(tries[i].name))) { tries[i].run(self, op); return; }
      read_message(self, op, message);
    }

    static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
      probe *self = calloc(1, sizeof *self);
      size_t length = 0;
      self->host = host;
      self->instance = instance;
      host->config_get(instance, c4a_text("report"), self->report, sizeof self->report - 1, &length);
      *result = self;
      c4a_finish(host, op, C4A_OK, NULL);
    }

    static void destroy(void *context) {
      probe *self = context;
      FILE *file = self->report[0] ? fopen(self->report, "w") : NULL;
      if (file) {
        fprintf(file, "%d %d", emit(self, C4A_EVENT_READ, "r", NULL, c4a_text(NULL)),
                self->host->post(self->instance, on_posted, self));
        fclose(file);
      }
      free(self);
    }

    static const c4a_connector functions = {
      .size = sizeof functions, .create = create, .sendText = send_text, .destroy = destroy};
    static const c4a_descriptor descriptor = {
      .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1, .capabilities = C4A_CAP_SEND_TEXT,
      .id = C4A_LITERAL("org.example.probe"), .channel = C4A_LITERAL("probe"), .display_name = C4A_LITERAL("Probe"),
      .version = C4A_LITERAL("1.0.0-rc.1+build"), .connector = &functions};
    static const c4a_descriptor *const descriptors[] = {&descriptor};
    static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};
    const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
    """#

  static func path() throws -> String { try library.get() }

  private static let library = Result { try Plugins.build(source, name: "probe") }
}
