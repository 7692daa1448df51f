import Addresses
import Inbox
public import Model
public import Postgres

/// What follows a person to another address on a channel, in the transaction in which they get it: however that came about.
public enum AddressMoves {
  /// Somebody who has given up an address for another one.
  public struct Person: Sendable, Hashable {
    public var clientID: ClientID
    public var userID: String
    /// The channel's type.
    public var channel: String
    public var from: String
    public var to: String

    public init(clientID: ClientID, userID: String, channel: String, from: String, to: String) {
      self.clientID = clientID
      self.userID = userID
      self.channel = channel
      self.from = from
      self.to = to
    }
  }

  private static let threadsStatement = Statement(
    """
    UPDATE threads t SET chat = $5, updated_at = $6
    FROM (SELECT DISTINCT ON (account) account, chat FROM threads
          WHERE account = ANY ($3::text[]) AND chat = ANY ($4::text[]) AND client_id = $1 AND user_id = $2
            AND NOT is_group
          ORDER BY account, updated_at DESC) f
    WHERE t.account = f.account AND t.chat = f.chat
      AND NOT EXISTS (SELECT FROM threads o WHERE o.account = t.account AND o.chat = $5)
    """)

  /// Has the private chats that go by the former address, in whatever spelling, go by the new one, and tells the owners of all the person's
  /// conversations, in whose hands something may wait for them.
  ///
  /// - Parameter accounts: The channel's accounts.
  /// - Returns: The partitions whose inbox got something.
  public static func follow(
    _ person: Person, accounts: [String], at time: Timestamp, on connection: PostgresConnection
  ) throws -> Set<Int16> {
    let former = [person.from] + PlatformAddress(channel: person.channel, text: person.from).variants
    let results = try connection.pipeline([
      Query(
        threadsStatement,
        [
          .uuid(person.clientID.uuid), .text(person.userID), .textArray(accounts), .textArray(former),
          .text(person.to), .time(time),
        ]),
      InboxQueries.post(
        .rename, AddressMove.json(userID: person.userID, channel: person.channel, address: person.to),
        toConversationsOf: person.userID, client: person.clientID, at: time),
    ])
    return try InboxQueries.partitions(from: results[1])
  }
}
