import JSON

/// Reads the members of a control request's object, and says what would be right where one is wrong.
struct Fields {
  private let object: JSONObject

  init(_ object: JSONObject) {
    self.object = object
  }

  /// An empty body is an empty object.
  init(_ request: Request) throws(ControlError) {
    guard !request.body.isEmpty else {
      self.init(JSONObject())
      return
    }
    let value: JSONValue
    do { value = try JSONParser.parse(request.body) } catch { throw ControlError("the body is no JSON: \(error)") }
    guard let object = value.objectValue else { throw ControlError("the body must be a JSON object") }
    self.init(object)
  }

  subscript(name: String) -> JSONValue? { object[name].flatMap { $0 == .null ? nil : $0 } }

  /// Whether a member is there, be it null.
  func has(_ name: String) -> Bool { object[name] != nil }

  func text(_ name: String) throws(ControlError) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.stringValue else { throw ControlError("\(name) must be a string") }
    return text
  }

  func required(_ name: String) throws(ControlError) -> String {
    guard let text = try text(name) else { throw ControlError("\(name) is missing") }
    return text
  }

  func bool(_ name: String) throws(ControlError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let flag = value.boolValue else { throw ControlError("\(name) must be true or false") }
    return flag
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(ControlError) -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = value.integerValue.flatMap({ Int(exactly: $0) }), range.contains(number) else {
      throw ControlError("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func number(_ name: String, in range: ClosedRange<Double>) throws(ControlError) -> Double? {
    guard let value = self[name] else { return nil }
    guard let number = value.doubleValue, range.contains(number) else {
      throw ControlError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type
  ) throws(ControlError) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: try required(name)) else {
      throw ControlError("\(name) must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  /// A mistyped name must not be silently without effect.
  func checkNames(_ known: String...) throws(ControlError) {
    for member in object.members where !known.contains(member.key) {
      throw ControlError("there is no \(member.key); known are \(known.joined(separator: ", "))")
    }
  }
}
