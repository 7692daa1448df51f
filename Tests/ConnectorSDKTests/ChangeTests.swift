import CConnectorABI
import ConnectorSDK
import ConnectorTesting
import Testing

/// Changes of messages, from the host's C structs to a connector's functions and back.
struct ChangeTests {
  private func started() -> FakeHost {
    let host = FakeHost(Notebook.self)
    host.create()
    host.connect()
    return host
  }

  private func change(_ text: String = "") -> Change {
    Change(
      messageID: "m-1", conversation: "c-1", recipient: "you", chat: "chat", remoteID: "r-1", moreIDs: ["r-2", "r-3"],
      text: text, format: .markdown, idempotencyKey: "k-1", sender: "ana", senderName: "Ana", occurredAt: 5, attempt: 3,
      deadline: 77)
  }

  @Test func copiesTheWholeChange() throws {
    let host = started()
    #expect(try host.edit(change("new"))?.get().remoteID == "\(change("new"))")
    #expect(host.violations == [])
  }

  @Test func endsAChangeWithWhatWasThrown() {
    let host = started()
    #expect(host.delete(change()) == .failure(.unsupported("it is too old")))
    #expect(host.react(change("no such sign")) == .failure(.unsupported("no such sign")))
    #expect(host.violations == [])
  }

  @Test func aChangeBringsNothingButWhetherItWorked() {
    let host = started()
    #expect(host.react(change("👍")) == .success(.same))
    var typing = change()
    typing.isTypingStopped = true
    #expect(host.showTyping(typing) == .success(.same))
    #expect(host.logLines == ["stopped"])
  }

  @Test func whatAConnectorDoesNotConformToIsMissingInItsTable() throws {
    let table = try #require(Plugin(Notebook.self, Pager.self).table(for: 1)).pointee
    let notebook = try #require(table.connectors[0]?.pointee)
    let pager = try #require(table.connectors[1]?.pointee)
    let id = c4a_str(
      ptr: ("chat4all.operations/1" as StaticString).utf8Start.withMemoryRebound(to: CChar.self, capacity: 21) { $0 },
      len: 21)
    let operations = try #require(notebook.connector.pointee.get_extension(id))
      .assumingMemoryBound(to: c4a_operations.self).pointee
    #expect(operations.editText != nil && operations.deleteMessage != nil && operations.react != nil)
    #expect(operations.markRead == nil && operations.typing != nil)
    let bits = UInt64(C4A_CAP_EDIT | C4A_CAP_DELETE | C4A_CAP_REACTION | C4A_CAP_TYPING)
    #expect(notebook.capabilities & 0x7C00 == bits)
    #expect(pager.connector.pointee.get_extension(id) == nil)
    #expect(pager.capabilities & 0x7C00 == 0)
    #expect(FakeHost(Notebook.self).markRead(change()).map { (try? $0.get()) == nil } == true)
  }
}

/// Changes everything but what has been read.
private struct Notebook: TextEditing, MessageDeleting, Reacting, TypingShowing {
  static let about = ConnectorDescription(
    id: "org.example.notebook", channel: "notebook", name: "Notebook", version: "1.0.0")
  let host: Host
  init(settings: NoSettings, host: Host) throws(ConnectorError) { self.host = host }

  func editText(_ change: Change) async throws(ConnectorError) -> Sent { Sent("\(change)") }

  func deleteMessage(_ change: Change) async throws(ConnectorError) { throw .unsupported("it is too old") }

  func react(_ change: Change) async throws(ConnectorError) {
    if change.text != "👍" { throw .unsupported(change.text) }
  }

  func showTyping(_ change: Change) async throws(ConnectorError) {
    host.log(.info, change.isTypingStopped ? "stopped" : "typing")
  }
}
