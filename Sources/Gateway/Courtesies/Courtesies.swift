import Connectors
public import Logging
import Model
public import Postgres
import Routing
public import ServiceLifecycle
import Store
import Synchronization

/// Shows typing and marks as read, where channels can: best effort, bounded, past the lanes.
///
/// What comes faster than it can be shown is dropped, the oldest first: the newest says it all.
public final class Courtesies: Service {
  /// Courtesies that wait.
  private static let capacity = 256

  private static let pauseBetweenMarks = Duration.milliseconds(5)

  private let pool: PostgresPool
  private let connectors: any ConnectorPort
  private let channels: ChannelTable
  private let logger: Logger
  private let waiting: AsyncStream<Courtesy>
  private let inlet: AsyncStream<Courtesy>.Continuation
  private let rhythm = Mutex(TypingRhythm())

  public init(pool: PostgresPool, connectors: any ConnectorPort, channels: ChannelTable, logger: Logger) {
    self.pool = pool
    self.connectors = connectors
    self.channels = channels
    self.logger = logger
    (waiting, inlet) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.capacity))
  }

  private var table: RoutingTable { channels.routing }

  /// Whether any account's channel can do anything of it.
  private var showsTyping: Bool { table.accounts.contains { $0.traits.contains(.typing) } }
  private var marksRead: Bool { table.accounts.contains { $0.traits.contains(.markRead) } }

  /// Returns at once; safe from any thread.
  public func offer(_ courtesies: [Courtesy]) {
    guard !courtesies.isEmpty else { return }
    let (showsTyping, marksRead) = (showsTyping, marksRead)
    for courtesy in courtesies {
      switch courtesy {
      case .typing where showsTyping, .read where marksRead: inlet.yield(courtesy)
      case .typing, .read: continue
      }
    }
  }

  public func run() async throws {
    for await courtesy in waiting.cancelOnGracefulShutdown() {
      do {
        switch courtesy {
        case .typing(let event, let channel, let owner): try await carry(event, channel, owner: owner)
        case .read(let messageID, let client, let reader):
          try await markRead(messageID, client, by: reader)
          // Under load nobody misses a mark, and the database has better things to do.
          try await Task.sleep(for: Self.pauseBetweenMarks)
        }
      } catch {
        logger.debug("typing or a read mark was not shown", metadata: ["error": "\(error)"])
      }
    }
  }

  // MARK: Typing

  /// Shows the other members of a conversation that somebody types.
  /// - Parameter source: The account over which that came in; nil for the API.
  func showTyping(
    in conversation: ConversationID, by userID: String, stopped: Bool, source: String?
  ) async throws {
    guard showsTyping else { return }
    let (head, newest) = try await pool.perform { connection in
      let rows = try connection.pipeline(OwnerReads.heads(of: [conversation]))
      return (
        try OwnerReads.heads(from: rows[...])[conversation],
        try CourtesyStore.newest(in: conversation, on: connection)
      )
    }
    guard let head else { return }
    let from = table.traits(of: source ?? RoutingTable.internalChannel)
    var places: Set<TypingRhythm.Place> = []
    for member in head.members where member.userID != userID {
      for account in table.accounts
      where DegradationTable.outcome(of: .typing, from: from, to: account.traits) == .native {
        let thread = head.threads.last {
          $0.account == account.name && ($0.isGroup || $0.userID == member.userID)
        }
        guard let address = member.addresses[account.channel] else { continue }
        // In a group everybody sees who types there.
        if thread?.isGroup == true, source == account.name { continue }
        let place = TypingRhythm.Place(account: account.name, chat: thread?.chat ?? address)
        guard isReached(account, thread, in: head), places.insert(place).inserted,
          rhythm.withLock({ $0.admits(place, stopped: stopped, at: .now) })
        else { continue }
        let change = OutboundChange(
          .typing(stopped: stopped), conversationKey: conversation.description, address: address,
          chat: place.chat == address ? nil : place.chat,
          remoteID: newest.first { $0.account == account.name && $0.chat == place.chat }?.remoteID,
          idempotencyKey: "typing", deadline: .seconds(5), sender: userID)
        connectors.perform(change, account: account.name) { _ in }
      }
    }
  }

  /// Of several accounts of a channel, the one whose chat is bound to the conversation, or else the channel's first.
  private func isReached(
    _ account: RoutableAccount, _ thread: ConversationHead.Thread?, in head: ConversationHead
  ) -> Bool {
    if thread != nil { return true }
    let isBoundElsewhere = head.threads.contains { bound in
      bound.account != account.name && table.account(named: bound.account)?.channel == account.channel
    }
    return !isBoundElsewhere && table.accounts.first { $0.channel == account.channel } == account
  }

  private func carry(_ event: ConnectorEvent, _ channel: String, owner: String?) async throws {
    guard let address = event.sender else { return }
    let found = try await pool.perform { connection in
      try CourtesyStore.typist(
        account: event.account, channel: channel, address: address, chat: event.chat ?? address,
        owner: event.isGroup ? nil : owner, on: connection)
    }
    guard let found else { return }
    try await showTyping(in: found.conversationID, by: found.userID, stopped: false, source: event.account)
  }

  // MARK: Read marks

  private func markRead(_ messageID: String, _ client: ClientID, by reader: String) async throws {
    let (inbound, address) = try await pool.perform { [table] connection in
      let inbound = try CourtesyStore.inbound(messageID, client: client, on: connection)
      guard let inbound, let author = inbound.author, let account = table.account(named: inbound.account) else {
        return (inbound, String?.none)
      }
      return (
        inbound,
        try CourtesyStore.address(of: author, client: client, channel: account.channel, on: connection)
      )
    }
    guard let inbound, table.traits(of: inbound.account).contains(.markRead) else { return }
    let recipient = address ?? inbound.chat ?? ""
    let change = OutboundChange(
      .read, messageID: messageID, conversationKey: inbound.conversationID.description, address: recipient,
      chat: inbound.chat == recipient ? nil : inbound.chat, remoteID: inbound.remoteID,
      idempotencyKey: "read/\(inbound.remoteID)", deadline: .seconds(10), sender: reader)
    connectors.perform(change, account: inbound.account) { _ in }
  }
}
