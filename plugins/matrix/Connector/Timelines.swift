import Synchronization

/// The newest events of rooms in their order, by which a receipt tells what else has been read: it means the event that it
/// names and all before it.
final class Timelines: Sendable {
  private static let rememberedRooms = 1_000

  private let rooms = Mutex<[String: Timeline]>([:])

  func note(_ event: String, by sender: String, isOwn: Bool, in room: String) {
    rooms.withLock { rooms in
      if rooms[room] == nil, rooms.count >= Self.rememberedRooms { rooms = [:] }
      rooms[room, default: Timeline()].note(event, by: sender, isOwn: isOwn)
    }
  }

  /// Who wrote an event; nil where it is not remembered.
  func sender(of event: String, in room: String) -> String? { rooms.withLock { $0[room]?.sender(of: event) } }

  /// Our events that somebody has read now and had not read before.
  func read(upTo event: String, by user: String, in room: String, transaction: String) -> [String] {
    rooms.withLock { $0[room]?.read(upTo: event, by: user, transaction: transaction) } ?? [event]
  }
}
