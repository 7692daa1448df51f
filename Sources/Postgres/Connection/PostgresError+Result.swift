import CLibPQ

extension PostgresError {
  /// Reads the error out of a failed result; the result stays the caller's.
  init(result: OpaquePointer, statement: String?) {
    let sqlState = clibpq_sqlstate(result).map { String(cString: $0) } ?? ""
    var code = Code(sqlState: sqlState)
    if sqlState == "0A000", let function = clibpq_source_function(result),
      String(cString: function) == "RevalidateCachedQuery"
    {
      code = .stalePlan
    }
    // Class 22 quotes the refused value, which is somebody's data.
    let message =
      code == .invalidValue
      ? "the server refused a value"
      : Self.trimmed(clibpq_primary_message(result) ?? UnsafePointer(PQresultErrorMessage(result)))
    self.init(
      code,
      message,
      sqlState: sqlState.isEmpty ? nil : sqlState,
      constraint: clibpq_constraint_name(result).map { String(cString: $0) },
      statement: statement
    )
  }

  /// libpq ends its messages with a line feed and may put several lines into one.
  static func trimmed(_ text: UnsafePointer<CChar>) -> String {
    String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
