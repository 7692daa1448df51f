public import Model
public import Postgres

// What the owner reads to carry a change to those who have the message.
extension OwnerReads {
  private static let carriersStatement = Statement(
    """
    SELECT \(Delivery.columns), m.client_id, m.message_id, d.partition, d.queue_id
    FROM unnest($1::uuid[], $2::text[]) AS k(client_id, message_id)
    JOIN message_keys y ON y.client_id = k.client_id AND y.message_id = k.message_id
    JOIN messages m ON m.id = y.id
    JOIN deliveries d ON d.conversation_id = m.conversation_id AND d.sequence_number = m.sequence_number
    WHERE d.operation IS NULL
    """)
  private static let lastOrdinalsStatement = Statement(
    """
    SELECT m.conversation_id, m.sequence_number, max(d.ordinal)
    FROM unnest($1::uuid[], $2::text[]) AS k(client_id, message_id)
    JOIN message_keys y ON y.client_id = k.client_id AND y.message_id = k.message_id
    JOIN messages m ON m.id = y.id
    JOIN deliveries d ON d.conversation_id = m.conversation_id AND d.sequence_number = m.sequence_number
    GROUP BY 1, 2
    """)
  private static let partsStatement = Statement(
    """
    SELECT r.conversation_id, r.sequence_number, r.ordinal, r.remote_id
    FROM unnest($1::uuid[], $2::text[]) AS k(client_id, message_id)
    JOIN remote_messages r ON r.client_id = k.client_id AND r.message_id = k.message_id
    WHERE r.ordinal IS NOT NULL
    ORDER BY length(r.remote_id), r.remote_id
    """)

  /// The deliveries by which messages went out.
  public static func carriers(_ keys: [StoredMessage.Key]) -> Query { Query(carriersStatement, names(keys)) }

  /// The highest ordinal that each of these messages has; read by ``lastOrdinals(from:)``.
  public static func lastOrdinals(of keys: [StoredMessage.Key]) -> Query {
    Query(lastOrdinalsStatement, names(keys))
  }

  /// The platforms' names of the second and later parts of messages, by the delivery.
  public static func parts(_ keys: [StoredMessage.Key]) -> Query { Query(partsStatement, names(keys)) }

  public static func parts(from rows: Rows) throws -> [DeliveryKey: [String]] {
    var parts: [DeliveryKey: [String]] = [:]
    for row in rows {
      guard let key = try deliveryKey(row, 0) else { continue }
      parts[key, default: []].append(try row.text(3))
    }
    return parts
  }

  private static func names(_ keys: [StoredMessage.Key]) -> [PostgresValue] {
    [.uuidArray(keys.map(\.clientID.uuid)), .textArray(keys.map(\.messageID))]
  }
}
