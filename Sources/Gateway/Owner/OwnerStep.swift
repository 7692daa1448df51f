import FoundationEssentials
import Inbox
import JSON
import Model
import Postgres
import Store

#if canImport(Glibc)
  import Glibc
#endif

/// One turn of the owner at the database: reads what has arrived, decides, commits. Runs on the connection's thread.
struct OwnerStep: Sendable {
  /// Envelopes and deadlines that one turn is meant to take, over all partitions.
  static let batchSize = 1024
  /// The same while more is being accepted than can be stored at once. Callers wait longer while a turn lasts, so these are
  /// short and far between.
  static let rushBatchSize = 64
  /// How many one partition may have of a turn; in a rush it may be one.
  static let shares = 4...64

  var node: UUID
  var rules: OwnerBatch.Rules
  var counters: [Int16: PartitionCounter]
  /// Partitions of which new work may begin.
  var open: [Int16]
  var answers: [SendAnswer]
  /// Reports about what this owner has sent itself.
  var receipts: [SendReceipt]
  /// Of the deliveries that those are about, the ones that need not be read.
  var known: [DeliveryKey: OwnedDelivery] = [:]
  /// Whether to look at the inbox, and whether at the deadlines as well.
  var looksAtInbox: Bool
  var looksAtDeadlines: Bool
  /// Envelopes and deadlines that are taken of each partition.
  var share: Int

  /// - Parameter busy: how many partitions are expected to have something.
  static func share(ofEach busy: Int, isRushed: Bool) -> Int {
    let share = (isRushed ? rushBatchSize : batchSize) / max(1, busy)
    return min(max(share, isRushed ? 1 : shares.lowerBound), shares.upperBound)
  }

  /// The part of this turn that concerns one partition.
  func restricted(to partition: Int16) -> OwnerStep {
    var step = self
    step.counters = counters.filter { $0.key == partition }
    step.open = open.filter { $0 == partition }
    step.answers = answers.filter { $0.item.partition == partition }
    step.receipts = receipts.filter { $0.partition == partition }
    return step
  }

  struct Result: Sendable {
    var counters: [Int16: PartitionCounter] = [:]
    var planned: [LaneItem] = []
    var toLoad: [(partition: Int16, account: String, after: Int64)] = []
    var ended: [OwnedDelivery] = []
    /// Deliveries as they were written.
    var written: [[OwnedDelivery]] = []
    var settlements: [(lane: LaneKey, disposition: OutcomeRule.Disposition, owned: OwnedDelivery)] = []
    var steps: [(channel: String, status: DeliveryStatus)] = []
    var latencies: [Duration] = []
    var reads: [Courtesy] = []
    var deadLetters: [OwnedDelivery] = []
    var renames: [OwnerWrites.Rename] = []
    var moves: [ChatMove] = []
    var addressMoves: [AddressMove] = []
    /// In how many partitions the inbox had something.
    var busyPartitions = 0
    /// There is probably more in the inbox.
    var hasMore = false
  }

  func run(on connection: PostgresConnection) throws -> Result {
    let (envelopes, due) = try readArrivals(on: connection)
    guard !envelopes.isEmpty || !due.isEmpty || !answers.isEmpty || !receipts.isEmpty else { return Result() }

    var context = try readContext(envelopes: envelopes, due: due, on: connection)
    var batch = try decide(context, due: due, envelopes: envelopes)
    if !batch.unresolved.isEmpty {
      let aliases = try MergedUsers.memberAliases(
        from: connection.query(MergedUsers.aliases(ofMembersOf: Array(batch.unresolved))))
      for (id, aliases) in aliases { context.heads[id]?.aliases = aliases }
      context.knowsAliases = true
      batch = try decide(context, due: due, envelopes: envelopes)
    }
    if !batch.writes.isEmpty { try batch.writes.commit(node: node, on: connection) }

    var counts: [Int16: Int] = [:]
    for envelope in envelopes { counts[envelope.partition, default: 0] += 1 }
    return Result(
      counters: batch.counters, planned: batch.planned, toLoad: batch.toLoad, ended: batch.ended,
      written: [batch.writes.newDeliveries, batch.writes.changedDeliveries], settlements: batch.settlements,
      steps: batch.steps, latencies: batch.latencies,
      reads: batch.reads, deadLetters: batch.writes.deadLetters, renames: batch.renames, moves: batch.moves,
      addressMoves: batch.writes.addressMoves, busyPartitions: counts.count,
      hasMore: counts.values.contains { $0 >= share })
  }

  private func decide(
    _ context: OwnerBatch.Context, due: [DeliveryKey], envelopes: [Envelope]
  ) throws -> OwnerBatch {
    var batch = OwnerBatch(rules: rules, now: .now(), counters: counters, context: context)
    try batch.decide(answers: answers, receipts: receipts, due: due, envelopes: envelopes) { Double.random(in: 0...1) }
    return batch
  }

  private func readArrivals(
    on connection: PostgresConnection
  ) throws -> (envelopes: [Envelope], due: [DeliveryKey]) {
    guard !open.isEmpty, looksAtInbox || looksAtDeadlines else { return ([], []) }
    var queries = [InboxQueries.fetch(partitions: open, limit: looksAtInbox ? share : 0)]
    if looksAtDeadlines { queries.append(OwnerReads.due(partitions: open, limit: share)) }
    let results = try connection.pipeline(queries)
    return (
      try InboxQueries.envelopes(from: results[0]), looksAtDeadlines ? try OwnerReads.keys(from: results[1]) : []
    )
  }

  /// Reads what the batch is decided with: heads of the conversations that get something, and the deliveries that
  /// answers, deadlines and receipts are about.
  private func readContext(
    envelopes: [Envelope], due: [DeliveryKey], on connection: PostgresConnection
  ) throws -> OwnerBatch.Context {
    var conversations: Set<ConversationID> = []
    var keys: Set<DeliveryKey> = []
    for answer in answers where known[answer.key] == nil { keys.insert(answer.key) }
    for receipt in receipts where known[receipt.key] == nil { keys.insert(receipt.key) }
    keys.formUnion(due)
    // An edit may give the message that it is about another name.
    keys.formUnion(answers.compactMap(\.renamed))
    var internalKeys: [(clientID: ClientID, messageID: String, recipient: String)] = []
    var redriven: [DeliveryKey] = []
    var redrivenMessages: Set<StoredMessage.Key> = []
    var changed: Set<StoredMessage.Key> = []
    var quoted: Set<StoredMessage.Key> = []
    for envelope in envelopes {
      switch envelope.kind {
      case .message:
        conversations.insert(envelope.conversationID)
        if let key = try envelope.quotedMessage { quoted.insert(key) }
      case .event, .rename: break
      case .change:
        if let id = envelope.messageID { changed.insert(.init(clientID: envelope.clientID, messageID: id)) }
        conversations.insert(envelope.conversationID)
      case .receipt, .redrive:
        let body = try JSONParser.parse(envelope.body)
        if let number = body["sequence_number"]?.integerValue, let ordinal = body["ordinal"]?.integerValue {
          let key = DeliveryKey(
            conversationID: envelope.conversationID, sequenceNumber: number,
            ordinal: Int16(truncatingIfNeeded: ordinal))
          keys.insert(key)
          guard envelope.kind == .redrive else { continue }
          redriven.append(key)
          if let id = envelope.messageID { redrivenMessages.insert(.init(clientID: envelope.clientID, messageID: id)) }
          conversations.insert(envelope.conversationID)
        } else if let recipient = body["recipient"]?.stringValue, let messageID = envelope.messageID {
          internalKeys.append((clientID: envelope.clientID, messageID: messageID, recipient: recipient))
        }
      }
    }

    var queries: [Query] = []
    if !conversations.isEmpty { queries += OwnerReads.heads(of: Array(conversations)) }
    if !keys.isEmpty { queries.append(OwnerReads.deliveries(Array(keys))) }
    if !internalKeys.isEmpty { queries.append(OwnerReads.internalDeliveries(internalKeys)) }
    if !redriven.isEmpty {
      queries += [OwnerReads.lastOrdinals(redriven), OwnerReads.messages(Array(redrivenMessages))]
    }
    // What is changed is looked for under its platforms' names, as what is answered.
    quoted.formUnion(changed)
    if !changed.isEmpty {
      let keys = Array(changed)
      queries += [
        OwnerReads.messages(keys), OwnerReads.carriers(keys), OwnerReads.lastOrdinals(of: keys), OwnerReads.parts(keys),
      ]
    }
    if !quoted.isEmpty {
      queries += [OwnerReads.quoted(Array(quoted)), OwnerReads.messages(Array(quoted.subtracting(changed)))]
    }
    var results = queries.isEmpty ? [] : try connection.pipeline(queries)[...]

    var context = OwnerBatch.Context(deliveries: known)
    if !conversations.isEmpty {
      context.heads = try OwnerReads.heads(from: results.prefix(3))
      results.removeFirst(3)
    }
    for isAsked in [!keys.isEmpty, !internalKeys.isEmpty] where isAsked {
      for owned in try OwnerReads.owned(from: results.removeFirst()) {
        context.deliveries[owned.delivery.key] = owned
      }
    }
    if !redriven.isEmpty {
      context.lastOrdinals = try OwnerReads.lastOrdinals(from: results.removeFirst())
      for message in try OwnerReads.messages(from: results.removeFirst()) { context.messages[message.key] = message }
    }
    context.awaited = changed
    if !changed.isEmpty {
      for message in try OwnerReads.messages(from: results.removeFirst()) { context.messages[message.key] = message }
      for owned in try OwnerReads.owned(from: results.removeFirst()) {
        context.deliveries[owned.delivery.key] = owned
      }
      context.lastOrdinals.merge(try OwnerReads.lastOrdinals(from: results.removeFirst())) { $1 }
      context.parts = try OwnerReads.parts(from: results.removeFirst())
    }
    if !quoted.isEmpty {
      // Those that get their places in this batch have no names yet, and are found by their entry.
      context.quoted = Dictionary(uniqueKeysWithValues: quoted.map { ($0, []) })
      context.quoted.merge(try OwnerReads.quoted(from: results.removeFirst())) { $1 }
      for message in try OwnerReads.messages(from: results.removeFirst()) {
        let content = try MessageContent(body: message.body)
        context.excerpts[message.key] = Excerpt.of(content.text, format: content.format)
      }
      for (key, message) in context.messages {
        let content = try MessageContent(body: message.body)
        context.excerpts[key] = Excerpt.of(content.text, format: content.format)
      }
    }
    return context
  }
}

extension Envelope {
  private static let quoteMark = Array("\"reply_to_message_id\"".utf8)

  /// The message that this one answers. Bodies that do not look like answers are not read here.
  fileprivate var quotedMessage: StoredMessage.Key? {
    get throws(JSONError) {
      guard mentions(Self.quoteMark) else { return nil }
      let name = try MessageBody(json: body).parsed()["reply_to_message_id"]?.stringValue
      return name.map { .init(clientID: clientID, messageID: $0) }
    }
  }

  private func mentions(_ text: [UInt8]) -> Bool {
    body.withUnsafeBytes { body in
      text.withUnsafeBytes { text in
        guard body.count >= text.count else { return false }
        return (0...(body.count - text.count)).contains { start in
          body[start] == text[0] && body[start + 1] == text[1]
            && memcmp(body.baseAddress! + start, text.baseAddress!, text.count) == 0
        }
      }
    }
  }
}
