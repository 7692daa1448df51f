import JSON

/// Takes an account's secrets out of what its connector says: a value.
///
/// Secrets are the settings that the connector's schema marks `writeOnly`; of a connector without a schema, every text
/// that is long enough to be one.
struct SecretMask: Sendable {
  private static let replacement = Array("[secret]".utf8)
  /// Shorter ones are found by chance in any text.
  private static let shortest = 4
  /// Without a schema: what is shorter is rather a name or a number.
  private static let shortestGuess = 8

  /// Longest first, because one may hold another.
  private let secrets: [[UInt8]]

  init(settings: [String: JSONValue], schema: SettingsSchema?) {
    let names = schema?.secrets
    var found: Set<[UInt8]> = []
    for (name, value) in settings where names?.contains(name) != false {
      let least = names == nil ? Self.shortestGuess : Self.shortest
      for text in Self.texts(of: value) {
        // Of a secret of several lines, such as a key, each line is one.
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where line.count >= least {
          found.insert(Array(line))
        }
      }
    }
    secrets = found.sorted { $0.count > $1.count }
  }

  /// In bytes.
  var longest: Int { secrets.first?.count ?? 0 }

  func masked(_ bytes: [UInt8]) -> [UInt8] {
    secrets.reduce(bytes) { Self.replacing($1, in: $0) }
  }

  /// What people are told of it must not hold a secret, though the platform's own words do.
  func masked(_ result: SendResult) -> SendResult {
    var result = result
    result.detail = masked(result.detail)
    return result
  }

  func masked(_ text: String) -> String {
    secrets.isEmpty || text.isEmpty ? text : String(decoding: masked(Array(text.utf8)), as: UTF8.self)
  }

  private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= secret.count else { return bytes }
    var result: [UInt8] = []
    var start = 0
    var index = 0
    while index + secret.count <= bytes.count {
      if bytes[index] == secret[0], bytes[index..<index + secret.count].elementsEqual(secret) {
        result += bytes[start..<index]
        result += replacement
        index += secret.count
        start = index
      } else {
        index += 1
      }
    }
    return start == 0 ? bytes : result + bytes[start...]
  }

  private static func texts(of value: JSONValue) -> [String] {
    switch value {
    case .string(let text), .number(let text): [text]
    case .array(let values): values.flatMap(texts)
    case .object(let object): object.members.flatMap { texts(of: $0.value) }
    case .bool, .null: []
    }
  }
}
