import Model
import Store

extension WebhookScheduler {
  /// What to read of the log.
  struct ReadPlan: Sendable {
    struct Common: Sendable, Hashable {
      var partition: Int16
      var after: Int64
      var upTo: Int64
    }

    struct Own: Sendable, Hashable {
      var key: CatchupKey
      var client: ClientID
      var after: Int64
      var upTo: Int64
    }

    var common: [Common] = []
    /// Whose events matter; those of others are passed over.
    var clients: [ClientID] = []
    var own: [Own] = []

    var isEmpty: Bool { common.isEmpty && own.isEmpty }
  }

  /// An endpoint's own cursors that one read serves.
  private static let ownReads = 8

  // MARK: Partitions

  /// Begins to tell what happens in a partition.
  mutating func begin(_ partition: Int16, epoch: Int64, position: Int64, tail: Int64) {
    let tail = max(tail, partitions[partition]?.tail ?? 0)
    forget(partition)
    partitions[partition] = Partition(
      epoch: epoch, track: LogTrack(readTo: position), tail: max(tail, position), written: position)
  }

  /// Takes up cursors of endpoints that the database has and this node does not know.
  mutating func takeUp(_ catchups: [(key: CatchupKey, row: Catchup)]) {
    for (key, row) in catchups {
      guard partitions[key.partition] != nil, known[key.webhookID] != nil, own[key] == nil, writes.catchups[key] == nil
      else { continue }
      own[key] = Own(track: LogTrack(readTo: row.position), row: row, isReading: true, written: row.position)
    }
  }

  /// Leaves a partition to somebody else.
  mutating func forget(_ partition: Int16) {
    partitions[partition] = nil
    own = own.filter { $0.key.partition != partition }
    for id in queues.keys { _ = change(id) { $0.forget(partition) } }
    writes.forget(partition)
  }

  /// Sends nothing more of a partition that somebody else is about to take: what waits is found behind the cursor, or in
  /// its row.
  mutating func leave(_ partition: Int16) {
    for id in queues.keys { _ = change(id) { $0.forget(partition, keepingFlights: true) } }
  }

  /// There are events up to here.
  mutating func grow(_ partition: Int16, to position: Int64) {
    guard let tail = partitions[partition]?.tail, tail < position else { return }
    partitions[partition]!.tail = position
  }

  // MARK: Reading

  /// Events that the common cursors have before them, as far as known.
  var unread: Int64 { partitions.values.reduce(0) { $0 + $1.tail - $1.track.readTo } }

  var hasUnread: Bool { partitions.values.contains { $0.tail > $0.track.readTo } }

  /// What is there to be read and has room.
  func readPlan(except leaving: Set<Int16> = []) -> ReadPlan {
    var plan = ReadPlan()
    for (number, partition) in partitions
    where partition.tail > partition.track.readTo && !leaving.contains(number) {
      plan.common.append(.init(partition: number, after: partition.track.readTo, upTo: partition.tail))
    }
    plan.clients = Array(byClient.keys)
    var reads: [WebhookID: Int] = [:]
    for (key, reader) in own where reader.isReading && !leaving.contains(key.partition) {
      // A while after it was full, so that it is worth a read.
      guard let partition = partitions[key.partition], let queue = queues[key.webhookID],
        let client = known[key.webhookID]?.webhook.clientID, hasRoom(key.webhookID),
        queue.count <= limits.queuedPerEndpoint / 2, reads[key.webhookID, default: 0] < Self.ownReads
      else { continue }
      let after = reader.track.readTo
      let end = reader.row.untilPosition ?? partition.track.readTo
      // Nobody reads by himself what the common cursor has not come to.
      let upTo = min(end, partition.track.readTo)
      guard upTo > after || (end <= after && partition.track.readTo >= after) else { continue }
      reads[key.webhookID, default: 0] += 1
      plan.own.append(.init(key: key, client: client, after: after, upTo: max(upTo, after)))
    }
    return plan
  }

  /// Takes over what a read of the log brought. What endpoints read by themselves comes first: one that has caught up
  /// with the common cursor as it was before this read goes on with it.
  mutating func take(_ plan: ReadPlan, _ result: WebhookReads.Result, at now: Timestamp) throws {
    for (read, page) in zip(plan.own, result.own) { try take(read, page, at: now) }
    for (read, page) in zip(plan.common, result.common) { try take(read, page, at: now) }
  }

  private mutating func take(
    _ read: ReadPlan.Common, _ page: WebhookReads.Page, at now: Timestamp
  ) throws {
    guard partitions[read.partition]?.track.readTo == read.after else { return }
    for entry in page.entries {
      var event: WebhookEvent?
      for id in byClient[entry.clientID] ?? [] where known[id]!.filter.matches(entry.type) {
        let ownKey = CatchupKey(partition: entry.partition, webhookID: id, replay: 0)
        // What lies behind an endpoint's own cursor it reads by itself.
        if let reader = own[ownKey], reader.isReading, entry.position > reader.track.readTo { continue }
        guard hasRoom(id) else {
          fallBehind(ownKey, to: entry.position - 1)
          continue
        }
        let made = try event ?? WebhookEvent(entry)
        event = made
        var item = WebhookItem(event: made)
        item.track = .common(entry.partition)
        add(item, to: id, at: now)
      }
      partitions[read.partition]!.track.advance(to: entry.position)
    }
    partitions[read.partition]!.track.advance(to: page.readTo)
  }

  /// From here on an endpoint reads a partition by itself.
  private mutating func fallBehind(_ key: CatchupKey, to position: Int64) {
    if own[key]?.isReading == true {
      // After a restart the common cursor can stand before an endpoint's own, which then begins where the former is.
      own[key]!.track = LogTrack(readTo: position)
    } else if own[key] != nil {
      own[key]!.isReading = true
      own[key]!.track.advance(to: position)
    } else {
      own[key] = Own(track: LogTrack(readTo: position), row: Catchup(position: position), isReading: true, written: nil)
    }
  }

  private mutating func take(
    _ read: ReadPlan.Own, _ page: WebhookReads.Page, at now: Timestamp
  ) throws {
    guard let reader = own[read.key], reader.isReading, reader.track.readTo == read.after,
      let webhook = known[read.key.webhookID]
    else { return }
    for entry in page.entries where entry.clientID == read.client && webhook.filter.matches(entry.type) {
      if let since = reader.row.since, entry.occurredAt < since { continue }
      if let until = reader.row.until, entry.occurredAt >= until { continue }
      guard hasRoom(read.key.webhookID) else {
        own[read.key]!.track.advance(to: entry.position - 1)
        return
      }
      var item = WebhookItem(event: try WebhookEvent(entry))
      item.track = .own(read.key)
      add(item, to: read.key.webhookID, at: now, expediting: true)
      own[read.key]!.track.advance(to: entry.position)
    }
    own[read.key]!.track.advance(to: page.readTo)
    let end = reader.row.untilPosition ?? partitions[read.key.partition]?.track.readTo ?? .max
    if own[read.key]!.track.readTo >= end { own[read.key]!.isReading = false }
  }

  // MARK: Writing

  var hasUnwrittenCursors: Bool { partitions.values.contains { $0.track.cursor != $0.written } }

  /// What has to be written down by now, which is from here on the caller's to write.
  /// - Parameter withCursors: Whether cursors alone are worth a write.
  mutating func takeWrites(withCursors: Bool) -> WebhookWrites {
    noteOwnCursors()
    guard withCursors || writes.isWorthwhile else { return WebhookWrites() }
    for (number, partition) in partitions where partition.track.cursor != partition.written {
      writes.cursors[number] = .init(epoch: partition.epoch, position: partition.track.cursor)
      partitions[number]!.written = partition.track.cursor
    }
    // The fence is in the cursors: what is written about a partition needs its cursor beside it.
    let concerned = Set(writes.retries.keys.map(\.partition)).union(writes.catchups.keys.map(\.partition))
    for number in concerned where writes.cursors[number] == nil {
      guard let partition = partitions[number] else {
        writes.forget(number)
        continue
      }
      writes.cursors[number] = .init(epoch: partition.epoch, position: partition.written)
    }
    defer { writes = WebhookWrites() }
    return writes
  }

  private mutating func noteOwnCursors() {
    for (key, reader) in own {
      if !reader.isReading, reader.track.isIdle {
        own[key] = nil
        if reader.written != nil || key.replay != 0 { writes.catchups[key] = .remove }
      } else if reader.written != reader.track.cursor {
        own[key]!.written = reader.track.cursor
        own[key]!.row.position = reader.track.cursor
        writes.catchups[key] = .put(own[key]!.row)
      }
    }
  }

  /// Takes back what could not be written.
  mutating func restore(_ unwritten: WebhookWrites) {
    var all = unwritten
    all.append(writes)
    writes = all
    for number in all.cursors.keys where partitions[number] == nil { writes.forget(number) }
  }
}
