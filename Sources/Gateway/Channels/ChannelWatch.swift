import AsyncAlgorithms
import Connectors
import Crypto
public import FoundationEssentials
import Inbox
import JSON
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Store

/// Tells the owners of channel accounts when nothing goes out over them, and when it does again: as events of the log, in
/// the partition of an id that stands for the account.
public final class ChannelWatch: Service {
  /// How often it looks: a channel that is down for less is not worth an event.
  static let tick = Duration.seconds(1)

  private let nodeID: UUID
  private let partitionCount: Int16
  private let pool: PostgresPool
  private let connectors: any ConnectorPort
  private let owner: PartitionOwner
  private let logger: Logger

  public init(
    nodeID: UUID, partitionCount: Int16, pool: PostgresPool, connectors: any ConnectorPort, owner: PartitionOwner,
    logger: Logger
  ) {
    self.nodeID = nodeID
    self.partitionCount = partitionCount
    self.pool = pool
    self.connectors = connectors
    self.owner = owner
    self.logger = logger
  }

  public func run() async throws {
    var log = ChannelLog()
    for await _ in AsyncTimerSequence(interval: Self.tick, clock: .continuous).cancelOnGracefulShutdown() {
      let accounts = connectors.accounts
      log.keep(Set(accounts.map(\.name)))
      for account in accounts where account.configuration.owner != nil {
        let health = connectors.health(account: account.name)
        let breaker = owner.figures(of: account.name).breaker
        guard let news = log.news(of: account.name, health: health.status, breaker: breaker) else { continue }
        // What could not be stored is still news with the next tick.
        if await tell(news, of: account, detail: health.detail) { log.told(news, of: account.name) }
      }
    }
  }

  private func tell(_ news: ChannelLog.News, of account: ChannelAccount, detail: String) async -> Bool {
    let name = account.configuration.owner ?? ""
    let id = Self.logID(of: account.name)
    let partition = id.partition(of: partitionCount)
    let body = body(news, of: account, detail: detail)
    do {
      try await pool.transaction { connection in
        let owners = try IngressReads.owners(from: connection.query(IngressReads.owners([name])))
        guard let client = owners[name] else { return }
        _ = try connection.query(
          InboxQueries.append(
            kind: .event, partition: partition, clientID: client, conversationID: id, messageID: nil, body: body,
            receivedAt: .now()))
        try PostgresInbox.notify(on: connection)
      }
      return true
    } catch {
      logger.warning(
        "the state of a channel could not be told",
        metadata: ["channel_account": "\(account.name)", "error": "\(error)"])
      return false
    }
  }

  private func body(_ news: ChannelLog.News, of account: ChannelAccount, detail: String) -> [UInt8] {
    var members: [(String, JSONValue)] = [
      ("type", .string((news == .up ? EventType.channelUp : .channelDown).rawValue)),
      ("channel", .string(account.channel)), ("account", .string(account.name)),
      ("node", .string(nodeID.lowercaseString)),
    ]
    if case .down(let reason) = news {
      members.append(("reason", .string(reason.rawValue)))
      if !detail.isEmpty { members.append(("detail", .string(detail))) }
    }
    return JSONWriter.bytes(of: .object(JSONObject(members)))
  }

  /// Stands for an account where the log has a conversation: a UUID of version 8 made from its name.
  static func logID(of account: String) -> ConversationID {
    var bytes = Array(SHA256.hash(data: Array("channel account\u{0}\(account)".utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    return ConversationID(UUID(uuid: bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }))
  }
}
