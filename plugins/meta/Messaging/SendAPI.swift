public import ConnectorSDK
import JSON
import MetaGraph

/// Sends over the endpoint that Messenger and Instagram share.
public struct SendAPI: Sendable {
  /// How long to wait for the echo of a message whose answer was lost: it tells that the message was sent.
  private static let echoWaits = [Duration.milliseconds(250), .milliseconds(750), .seconds(2)]

  let platform: MessagingPlatform
  let account: MessagingAccount
  let host: Host
  let book = SentBook()
  private let backoff = RateBackoff()

  public init(_ platform: MessagingPlatform, _ account: MessagingAccount, _ host: Host) {
    self.platform = platform
    self.account = account
    self.host = host
  }

  /// Tells Meta to report what happens to this account; it forgets that after an hour without answers.
  ///
  /// - Throws: `.authFailed` where the token is not valid. Another refusal is logged: sending may work without.
  public func subscribe() async throws(ConnectorError) {
    let response = try await call(account.subscriptionURL(platform.subscribedFields)) { _ in }
    guard !response.isSuccess else { return }
    let error = GraphError(response)
    let told = meaning(error)
    if error.code == 190 || response.status == 401 { throw told }
    host.log(.warning, "the account could not be subscribed to callbacks: \(told.detail)")
  }

  /// Sends a text, in as many messages as it takes.
  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    let recipient = try recipient(message.recipient, message.chat)
    let parts = platform.splitter.split(RichText(message.text, format: message.format).plain)
      .filter { part in !part.allSatisfy(\.isWhitespace) }
    guard !parts.isEmpty else { throw .permanent("\(platform.name) takes no empty text") }
    return try await host.sendParts(parts, of: message) { part, index async throws(ConnectorError) in
      let outgoing = Outgoing(part, of: message, part: index, to: recipient)
      return try await deliver(outgoing, isRepetition: message.attempt > 1 || message.mayBeDuplicate)
    }
  }

  /// People have numbers for one account; there are no chats but those with one person.
  func recipient(_ address: String, _ chat: String) throws(ConnectorError) -> String {
    let id = address.isEmpty ? chat : address
    guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .notFound(
        "an address on \(platform.name) is the digits by which the account knows somebody who wrote to it")
    }
    return id
  }

  // MARK: One message

  private func deliver(_ outgoing: Outgoing, isRepetition: Bool) async throws(ConnectorError) -> String {
    let sending = SentBook.Sending(outgoing.text, to: outgoing.recipient, outgoing.mark)
    book.begin(sending)
    if isRepetition, let id = book.echoed(sending) {
      book.accepted(id, sending)
      book.end(sending, inDoubt: false)
      return id
    }
    do throws(ConnectorError) {
      let id = try await send(outgoing)
      book.accepted(id, sending)
      book.end(sending, inDoubt: false)
      return id
    } catch {
      guard error.code == .uncertain || error.code == .timeout else {
        book.end(sending, inDoubt: false)
        throw error
      }
      let id = await echo(of: sending)
      book.end(sending, inDoubt: id == nil)
      guard let id else { throw error }
      book.accepted(id, sending)
      return id
    }
  }

  private func echo(of sending: SentBook.Sending) async -> String? {
    for wait in Self.echoWaits {
      if let id = book.echoed(sending) { return id }
      do throws(ConnectorError) { try await host.sleep(for: wait) } catch { break }
    }
    return book.echoed(sending)
  }

  /// Sends a message; what Meta refuses for its quote once more without, and where the window has closed and a tag may be
  /// used, once more with that.
  private func send(_ outgoing: Outgoing) async throws(ConnectorError) -> String {
    var outgoing = outgoing
    var response = try await post(outgoing, tag: nil)
    if outgoing.replyTo != nil, !response.isSuccess, MessagingErrors.isAboutParameters(GraphError(response)) {
      outgoing.replyTo = nil
      response = try await post(outgoing, tag: nil)
    }
    if let tag = account.tag, !response.isSuccess, MessagingErrors.isClosedWindow(GraphError(response)) {
      response = try await post(outgoing, tag: tag)
      let error = GraphError(response)
      if !response.isSuccess, MessagingErrors.isClosedWindow(error) {
        throw .blocked("the time in which \(tag) allows an answer has passed too; \(meaning(error).detail)")
      }
    }
    guard response.isSuccess else { throw refusal(response) }
    guard let id = response.json?["message_id"]?.stringValue, !id.isEmpty else {
      throw .uncertain("\(platform.name)'s answer names no message")
    }
    backoff.accepted()
    return id
  }

  private func post(_ outgoing: Outgoing, tag: String?) async throws(ConnectorError) -> HTTPResponse {
    try await call(account.messagesURL) { outgoing.write(into: &$0, platform, tag: tag) }
  }

  func call(_ url: String, _ write: (inout JSONWriter) -> Void) async throws(ConnectorError) -> HTTPResponse {
    try await host.http(.post(url, headers: [HTTPHeader("Authorization", "Bearer \(account.token)")], write))
  }

  func refusal(_ response: HTTPResponse) -> ConnectorError { backoff.judge(meaning(GraphError(response))) }

  private func meaning(_ error: GraphError) -> ConnectorError {
    error.connectorError(platform.name, MessagingErrors.meaning)
  }
}
