import CLibPQ

/// One `key=value` of a connection string, as libpq parsed it.
struct ConnectionOption: Sendable, Hashable {
  let keyword: String
  let value: String
  /// Passwords and key phrases: never shown.
  let isSecret: Bool

  /// The options that a URL or a `key=value` string sets.
  /// - Throws: `configuration`, without libpq's own message, because that quotes parts of the string.
  static func parse(_ connectionString: String) throws -> [ConnectionOption] {
    var message: UnsafeMutablePointer<CChar>?
    guard let first = PQconninfoParse(connectionString, &message) else {
      PQfreemem(message)
      throw PostgresError(
        .configuration,
        "the connection string is neither a postgres:// URL nor a key=value string that libpq accepts"
      )
    }
    defer { PQconninfoFree(first) }
    var options: [ConnectionOption] = []
    var next = first
    while let keyword = next.pointee.keyword {
      if let value = next.pointee.val {
        let name = String(cString: keyword)
        // libpq marks what a dialogue should not show: "*" is a secret.
        let isSecret = next.pointee.dispchar.map { $0.pointee == 0x2A } ?? false
        options.append(ConnectionOption(keyword: name, value: String(cString: value), isSecret: isSecret))
      }
      next += 1
    }
    return options
  }

  /// A connection string that parses to `options` again.
  static func format(_ options: [ConnectionOption]) -> String {
    options.map { option in
      var value = ""
      for character in option.value {
        if character == "'" || character == "\\" { value.append("\\") }
        value.append(character)
      }
      return "\(option.keyword)='\(value)'"
    }.joined(separator: " ")
  }
}
