import Connectors
import Testing

/// What can happen to a message beyond being sent, through the host and a connector in C.
struct ChangeTests {
  private static let source = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include "chat4all/connector.h"

    typedef struct { const c4a_host *host; } notebook;

    static void edit(void *context, c4a_op op, const c4a_change *c) {
      notebook *self = context;
      char found[512];
      if (c->more_ids_count != 1 || c->text.ptr[c->text.len] != 0) abort();
      snprintf(found, sizeof found, "%u %u %u %s %s %s %s %s %s %s %s %s %s %lld", c->format, c->attempt, c->flags,
               c->message_id.ptr, c->conversation.ptr, c->recipient.ptr, c->chat.ptr, c->remote_id.ptr, c->more_ids[0].ptr,
               c->text.ptr, c->idempotency_key.ptr, c->sender.ptr, c->sender_name.ptr, (long long)c->occurred_at_us);
      c4a_sent(self->host, op, c4a_text(found));
    }

    static void type(void *context, c4a_op op, const c4a_change *c) {
      notebook *self = context;
      c4a_finish(self->host, op, c->flags & C4A_CHANGE_TYPING_STOPPED ? C4A_OK : C4A_UNSUPPORTED, "never begun");
    }

    static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **result) {
      notebook *self = malloc(sizeof *self);
      (void)instance;
      self->host = host;
      *result = self;
      c4a_finish(host, op, C4A_OK, NULL);
    }

    static const c4a_operations operations = {.size = sizeof operations, .editText = edit, .typing = type};
    static const void *extension(c4a_str id) { return c4a_equal(id, c4a_text(C4A_OPERATIONS)) ? &operations : NULL; }
    static const c4a_connector functions = {
      .size = sizeof functions, .create = create, .destroy = free, .get_extension = extension};
    static const c4a_descriptor descriptor = {
      .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1, .capabilities = C4A_CAP_EDIT | CAPABILITIES,
      .id = C4A_LITERAL("org.example.notebook"), .channel = C4A_LITERAL("notebook"),
      .display_name = C4A_LITERAL("Notebook"), .version = C4A_LITERAL("1.0.0"), .connector = &functions};
    static const c4a_descriptor *const descriptors[] = {&descriptor};
    static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};
    const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
    """#

  private static func path(_ capabilities: String, name: String) throws -> String {
    try Plugins.build("#define CAPABILITIES \(capabilities)\n" + source, name: name)
  }

  private static func perform(_ kind: OutboundChange.Kind, _ fixture: HostFixture, to account: String = "one") async
    -> SendResult
  {
    let change = OutboundChange(
      kind, messageID: "m-1", conversationKey: "c-1", address: "you", chat: "chat", remoteID: "r-1", moreIDs: ["r-2"],
      idempotencyKey: "k-1", attempt: 2, sender: "ana", senderName: "Ana", occurredAt: 5)
    return await withCheckedContinuation { continuation in
      fixture.host.perform(change, account: account) { continuation.resume(returning: $0) }
    }
  }

  @Test func handsOverTheWholeChange() async throws {
    let path = try Self.path("C4A_CAP_TYPING", name: "notebook")
    let fixture = try HostFixture([ChannelAccountConfiguration(name: "one", plugin: path)])
    try await fixture.run {
      try await fixture.connected()
      let edited = await Self.perform(.edit(text: "new", format: .markdown), fixture)
      #expect(edited.remoteID == "1 2 0 m-1 c-1 you chat r-1 r-2 new k-1 ana Ana 5")
      #expect(await Self.perform(.typing(stopped: true), fixture).resultClass == .ok)
      let typing = await Self.perform(.typing(stopped: false), fixture)
      #expect(typing.codeName == "unsupported" && typing.reachedConnector)
    }
  }

  @Test func whatAConnectorDoesNotHaveIsUnsupported() async throws {
    let path = try Self.path("C4A_CAP_TYPING", name: "notebook")
    let fixture = try HostFixture([
      ChannelAccountConfiguration(name: "one", plugin: path), ChannelAccountConfiguration(name: "two", plugin: "chaos"),
    ])
    try await fixture.run {
      try await fixture.connected()
      try await fixture.connected("two")
      let deleted = await Self.perform(.delete, fixture)
      #expect(deleted.codeName == "unsupported" && !deleted.reachedConnector)
      #expect(await Self.perform(.read, fixture, to: "two").codeName == "unsupported")
      #expect(await Self.perform(.read, fixture, to: "nobody").codeName == "not_found")
    }
  }

  @Test(arguments: [("0", "without the capability"), ("C4A_CAP_TYPING | C4A_CAP_DELETE", "without the function")])
  func capabilitiesAndFunctionsHaveToMatch(capabilities: String, complaint: String) throws {
    let path = try Self.path(capabilities, name: capabilities == "0" ? "notebook-less" : "notebook-more")
    let fixture = try HostFixture([ChannelAccountConfiguration(name: "one", plugin: path)])
    #expect { try fixture.host.load() } throws: { "\($0)".contains(complaint) }
  }
}
