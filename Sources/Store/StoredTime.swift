import Model
import Postgres

extension Row {
  func time(_ column: Int) throws -> Timestamp { Timestamp(microseconds: try timestamp(column)) }

  func optionalTime(_ column: Int) throws -> Timestamp? {
    try optionalTimestamp(column).map(Timestamp.init(microseconds:))
  }
}

extension PostgresValue {
  static func time(_ time: Timestamp) -> PostgresValue { .timestamptz(microsecondsSince1970: time.microseconds) }

  static func optionalTime(_ time: Timestamp?) -> PostgresValue { .optionalTimestamptz(time?.microseconds) }
}
