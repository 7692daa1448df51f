public import ConnectorSDK
import MetaMessaging

extension Messenger: Reacting, ReadMarking, TypingShowing {
  public func react(_ change: Change) async throws(ConnectorError) { try await api.react(change) }

  public func markRead(_ change: Change) async throws(ConnectorError) { try await api.markRead(change) }

  public func showTyping(_ change: Change) async throws(ConnectorError) { try await api.showTyping(change) }
}
