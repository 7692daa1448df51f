import Model

/// Reads name=value pairs: a query, or a form in a body. Refuses names that nobody asked for and names that come twice.
struct FormReader {
  private var values: [String: String] = [:]
  private var unread: Set<String> = []
  private var errors: [FieldError] = []
  private let prefix: String

  /// - Parameter prefix: what stands before a name in an error's pointer.
  init(_ text: some StringProtocol, prefix: String = "?") throws(Refusal) {
    self.prefix = prefix
    for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      guard let decodedName = PercentEncoding.decode(name, plusIsSpace: true),
        let value = PercentEncoding.decode(pair.dropFirst(name.count + 1), plusIsSpace: true)
      else { throw Refusal(.invalidRequest, "Parameters must be percent-encoded UTF-8.") }
      if values.updateValue(value, forKey: decodedName) != nil { fail(decodedName, "must be given once") }
      unread.insert(decodedName)
    }
  }

  mutating func fail(_ name: String, _ message: String) {
    errors.append(FieldError(prefix + name, message))
  }

  mutating func text(_ name: String) -> String? {
    unread.remove(name)
    return values[name]
  }

  /// A text that counts as absent when it is empty.
  mutating func textIfAny(_ name: String) -> String? {
    text(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  mutating func identifier(_ name: String) -> String? {
    guard let value = text(name) else { return nil }
    guard Identifier.isAcceptable(value) else {
      fail(name, Identifier.rule)
      return nil
    }
    return value
  }

  mutating func choice<Value>(_ name: String, _ choices: [(String, Value)]) -> Value? {
    guard let text = text(name) else { return nil }
    guard let choice = choices.first(where: { $0.0 == text }) else {
      fail(name, "must be one of \(choices.map(\.0).joined(separator: ", "))")
      return nil
    }
    return choice.1
  }

  mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = text(name) else { return nil }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int(text),
      range.contains(value)
    else {
      fail(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// Throws where anything was wrong or nobody read a name.
  consuming func finish() throws(Refusal) {
    var errors = errors
    for name in unread.sorted() { errors.append(FieldError(prefix + name, "is not known here")) }
    guard errors.isEmpty else { throw Refusal(.validationFailed(errors)) }
  }
}

extension GatewayError {
  static func validationFailed(_ fields: [FieldError]) -> GatewayError {
    GatewayError(.validationFailed, "The request has fields that are not acceptable.", fields: fields)
  }
}
