package import Connectors
package import JSON
package import Logging

/// One connector on the gateway's own host, without a gateway.
package final class ConnectorDrive: Sendable {
  package static let account = "run"

  private let host: ConnectorHost

  /// - Parameter events: gets what the connector reports.
  package init(
    library: String, connector: String?, settings: [String: JSONValue], logger: Logger,
    events: @escaping @Sendable ([ConnectorEvent]) -> Void
  ) {
    // A name without a slash would be looked for among the gateway's plugins.
    let path = library.contains("/") ? library : "./\(library)"
    let plugin = connector.map { "\(path)#\($0)" } ?? path
    let account = ChannelAccountConfiguration(name: Self.account, plugin: plugin, settings: settings)
    host = ConnectorHost(accounts: [account], searchPath: [], logger: logger, eventSink: events)
  }

  /// Makes the instance and waits until it is connected, or why it is not.
  ///
  /// - Throws: `UnusableInput`.
  package func start(_ http: any ConnectorHTTPPort) async throws {
    do {
      try await host.start(services: ConnectorServices(http: http, state: ForgetfulState()))
    } catch {
      throw UnusableInput("\(error)")
    }
    for _ in 0..<3_500 {
      let health = host.health(account: Self.account)
      switch health.status {
      case .starting: try await Task.sleep(for: .milliseconds(10))
      case .ok, .degraded: return
      default:
        let detail = health.detail
        await stop()
        throw UnusableInput("the connector does not connect: \(detail)")
      }
    }
    await stop()
    throw UnusableInput("the connector has not connected within 35 s")
  }

  package func send(_ text: String, to recipient: String, replyTo: String?, number: Int) async -> SendResult {
    var message = Self.message(text, to: recipient, number)
    message.replyTo = replyTo
    return await withCheckedContinuation { continuation in
      host.sendText(message, account: Self.account) { continuation.resume(returning: $0) }
    }
  }

  package func send(_ file: LocalFile, caption: String, to recipient: String, number: Int) async -> SendResult {
    var text = Self.message("", to: recipient, number)
    // Enough for a large file on a slow line.
    text.deadline = .seconds(600)
    let message = OutboundFile(
      text, file: FileReference(file), caption: caption, filename: file.filename,
      mime: file.mime, sha256: file.sha256)
    return await withCheckedContinuation { continuation in
      host.sendFile(message, account: Self.account) { continuation.resume(returning: $0) }
    }
  }

  private static func message(_ text: String, to recipient: String, _ number: Int) -> OutboundText {
    OutboundText(
      messageID: "run-\(number)", conversationKey: "run", address: recipient, text: text,
      idempotencyKey: "run-\(number)")
  }

  /// Hands a platform's request to the connector. What it keeps counts as stored when this returns.
  package func webhook(_ request: WebhookRequest) async -> WebhookOutcome {
    let outcome = await withCheckedContinuation { continuation in
      host.webhook(request, account: Self.account) { continuation.resume(returning: $0) }
    }
    host.stateStored(outcome.stateChanges)
    return outcome
  }

  package func stop() async { await host.shutdown(deadline: .seconds(5)) }
}
