import CConnectorABI

// What can happen to a message beyond being sent.
extension Instance {
  func editText(_ op: c4a_op, _ raw: UnsafePointer<c4a_change>?) {
    guard let editor = connector as? any TextEditing, let change = Change(raw) else { return reject(op) }
    perform(op) { [host] in
      do throws(ConnectorError) {
        host.complete(op, .success(try await editor.editText(change)))
      } catch {
        host.complete(op, error)
      }
    }
  }

  func deleteMessage(_ op: c4a_op, _ raw: UnsafePointer<c4a_change>?) {
    guard let deleter = connector as? any MessageDeleting else { return reject(op) }
    perform(op, raw) { change async throws(ConnectorError) in try await deleter.deleteMessage(change) }
  }

  func react(_ op: c4a_op, _ raw: UnsafePointer<c4a_change>?) {
    guard let reacter = connector as? any Reacting else { return reject(op) }
    perform(op, raw) { change async throws(ConnectorError) in try await reacter.react(change) }
  }

  func markRead(_ op: c4a_op, _ raw: UnsafePointer<c4a_change>?) {
    guard let marker = connector as? any ReadMarking else { return reject(op) }
    perform(op, raw) { change async throws(ConnectorError) in try await marker.markRead(change) }
  }

  func showTyping(_ op: c4a_op, _ raw: UnsafePointer<c4a_change>?) {
    guard let typist = connector as? any TypingShowing else { return reject(op) }
    perform(op, raw) { change async throws(ConnectorError) in try await typist.showTyping(change) }
  }

  /// Carries out a change that brings nothing but whether it worked.
  private func perform(
    _ op: c4a_op, _ raw: UnsafePointer<c4a_change>?,
    _ work: @escaping @Sendable (Change) async throws(ConnectorError) -> Void
  ) {
    guard let change = Change(raw) else { return reject(op) }
    perform(op) { [host] in
      do throws(ConnectorError) {
        try await work(change)
        host.complete(op, nil)
      } catch {
        host.complete(op, error)
      }
    }
  }
}
