import Connectors
public import Logging

/// Answers people who have sent link codes: once, without retries. Who misses the answer is linked all the same, and the
/// client hears of it by `user.linked`.
public struct LinkReplies: Sendable {
  private let connectors: any ConnectorPort
  private let deadline: Duration
  private let logger: Logger

  public init(connectors: any ConnectorPort, deadline: Duration, logger: Logger) {
    self.connectors = connectors
    self.deadline = deadline
    self.logger = logger
  }

  func send(_ reply: LinkReply) {
    let message = OutboundText(
      messageID: reply.messageID, address: reply.address, chat: reply.chat, text: reply.text.rawValue,
      idempotencyKey: "link/\(reply.messageID)", deadline: deadline)
    connectors.sendText(message, account: reply.account) { [logger] result in
      guard result.resultClass != .ok else { return }
      logger.warning(
        "a link code was not answered",
        metadata: [
          "channel_account": "\(reply.account)", "message_id": "\(reply.messageID)",
          "result": "\(result.codeName)",
        ])
    }
  }
}
