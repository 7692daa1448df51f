/// The newest events of one room.
struct Timeline {
  private static let remembered = 200
  private static let rememberedReaders = 100

  private struct Entry {
    var event: String
    var sender: String
    var isOwn: Bool
  }

  private struct Reader {
    /// The homeserver repeats a transaction that was not answered: it means the same again.
    var transaction: String
    /// How many events had been read before that transaction, and are read since.
    var before: Int
    var since: Int
  }

  private var entries: [Entry] = []
  /// How many events have been forgotten.
  private var forgotten = 0
  private var readers: [String: Reader] = [:]

  mutating func note(_ event: String, by sender: String, isOwn: Bool) {
    guard !entries.contains(where: { $0.event == event }) else { return }
    entries.append(Entry(event: event, sender: sender, isOwn: isOwn))
    if entries.count > Self.remembered {
      entries.removeFirst()
      forgotten += 1
    }
  }

  func sender(of event: String) -> String? { entries.last { $0.event == event }?.sender }

  mutating func read(upTo event: String, by user: String, transaction: String) -> [String] {
    // Older than what is remembered, or never seen: it speaks for itself alone.
    guard let place = entries.lastIndex(where: { $0.event == event }) else { return [event] }
    let count = forgotten + place + 1
    var reader = readers[user] ?? Reader(transaction: transaction, before: 0, since: 0)
    if reader.transaction != transaction {
      reader.before = reader.since
      reader.transaction = transaction
    }
    reader.since = max(reader.since, count)
    if readers[user] == nil, readers.count >= Self.rememberedReaders { readers = [:] }
    readers[user] = reader
    let start = max(reader.before - forgotten, 0)
    guard start <= place else { return [] }
    return entries[start...place].filter(\.isOwn).map(\.event)
  }
}
