import JSON
import Postgres

extension Row {
  /// A column that holds a JSON object.
  func object(_ column: Int) throws -> JSONObject {
    guard let object = try JSONParser.parse(bytes(column)).objectValue else {
      throw PostgresError(.decode, "a column that holds a JSON object holds something else")
    }
    return object
  }
}

extension JSONObject {
  /// The text to store.
  var bytes: [UInt8] { JSONWriter.bytes(of: .object(self)) }
}
