import ConnectorSDK
import Synchronization

/// Which groups have become supergroups, with another number.
///
/// Kept in the host's state, so that messages to the old number find their way also after a restart.
final class MovedChats: Sendable {
  /// More than these are looked up in the host's state again.
  private static let remembered = 1_000

  private let host: Host
  private let moves = Mutex<[String: String]>([:])

  init(_ host: Host) { self.host = host }

  /// The address under which the chat is known now.
  func current(_ chat: ChatAddress) -> ChatAddress {
    // Only a basic group moves, and its number tells that it is one.
    guard let number = Int64(chat.id), (-999_999_999_999..<0).contains(number) else { return chat }
    guard let new = moves.withLock({ $0[chat.id] }) ?? host.state(Self.key(chat.id)) else { return chat }
    remember(chat.id, new)
    return ChatAddress(id: new)
  }

  /// Notes a move.
  ///
  /// - Returns: the event that reports it, the same however often Telegram tells; nil where the chat moves to itself.
  func moved(_ old: String, to new: String) -> Event? {
    guard old != new else { return nil }
    remember(old, new)
    // Without state the move is learned again from the next refusal.
    try? host.setState(Self.key(old), new)
    return Self.event(old, new)
  }

  static func event(_ old: String, _ new: String) -> Event {
    var event = Event(.chatMoved, id: "moved/\(old)/\(new)")
    event.chat = old
    event.refID = new
    event.flags = .group
    return event
  }

  private func remember(_ old: String, _ new: String) {
    moves.withLock { moves in
      if moves.count >= Self.remembered { moves = [:] }
      moves[old] = new
    }
  }

  private static func key(_ chat: String) -> String { "moved/\(chat)" }
}
