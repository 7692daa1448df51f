import JSON
import Model

/// What a field may be, and how it is read.
struct FieldRule<Value>: Sendable {
  /// Reads a value, or notes what is wrong with it under the pointer and returns nil.
  let read: @Sendable (JSONValue, () -> String, inout [FieldError]) -> Value?

  init(_ read: @escaping @Sendable (JSONValue, () -> String, inout [FieldError]) -> Value?) {
    self.read = read
  }

  /// A rule that either has a value or one thing to say.
  init(_ expectation: String, _ read: @escaping @Sendable (JSONValue) -> Value?) {
    self.read = { value, pointer, errors in
      if let result = read(value) { return result }
      errors.append(FieldError(pointer(), expectation))
      return nil
    }
  }
}

extension FieldRule where Value == String {
  /// An id that a caller chose.
  static let identifier = FieldRule.name(limit: Identifier.limit)

  /// The name of a channel, by type or by account.
  static let channel = FieldRule.name(limit: 64)

  /// A text of 1 to `limit` characters without control characters.
  static func name(limit: Int) -> FieldRule {
    let message = "must be a string; it \(Identifier.rule(limit))"
    return FieldRule(message) { value in
      guard case .string(let text) = value, Identifier.isAcceptable(text, limit: limit) else { return nil }
      return text
    }
  }

  /// A text by its length in bytes, line breaks and all.
  static func text(bytes range: ClosedRange<Int>) -> FieldRule {
    FieldRule("must be a string of \(range.lowerBound) to \(range.upperBound) bytes") { value in
      guard case .string(let text) = value, range.contains(text.utf8.count) else { return nil }
      return text
    }
  }
}

extension FieldRule where Value == Bool {
  static let bool = FieldRule("must be true or false") { $0.boolValue }
}

extension FieldRule where Value == Int32 {
  static func integer(_ range: ClosedRange<Int32>) -> FieldRule {
    FieldRule("must be a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
      value.integerValue.flatMap { Int32(exactly: $0) }.flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension FieldRule where Value == Timestamp {
  static let time = FieldRule("must be a time as RFC 3339 has it, such as 2026-01-31T09:30:00Z") { value in
    value.stringValue.flatMap { Timestamp(rfc3339: $0) }
  }
}

extension FieldRule where Value == ConversationID {
  static let conversationID = FieldRule("must be a UUID") { value in
    value.stringValue.flatMap { UUIDText.parse($0) }.map { ConversationID($0) }
  }
}

extension FieldRule where Value == JSONObject {
  /// The most that the metadata of a message, a user or a conversation may have as JSON text, in bytes.
  static let metadataLimit = 16 * 1024

  /// Free-form data of the caller.
  static let metadata = FieldRule { value, pointer, errors in
    guard case .object(let object) = value else {
      errors.append(FieldError(pointer(), "must be an object"))
      return nil
    }
    guard JSONWriter.bytes(of: value).count <= metadataLimit else {
      errors.append(FieldError(pointer(), "must have at most \(metadataLimit) bytes"))
      return nil
    }
    return object
  }
}

extension FieldRule {
  /// One of several words.
  static func choice(_ choices: KeyValuePairs<String, Value>) -> FieldRule where Value: Sendable {
    let choices = Array(choices)
    return FieldRule("must be one of \(choices.map(\.key).joined(separator: ", "))") { value in
      guard case .string(let text) = value else { return nil }
      return choices.first { $0.key == text }?.value
    }
  }

  /// An object whose fields `read` goes through.
  static func object(_ read: @escaping @Sendable (inout FieldReader) -> Value?) -> FieldRule {
    FieldRule { value, pointer, errors in
      guard case .object(let object) = value else {
        errors.append(FieldError(pointer(), "must be an object"))
        return nil
      }
      return withoutActuallyEscaping(pointer) { pointer in
        var reader = FieldReader(object, at: pointer)
        let result = read(&reader)
        errors += reader.errors + reader.unknownFields()
        return result
      }
    }
  }

  /// A list of distinct elements.
  static func list<Element: Hashable & SendableMetatype>(
    of rule: FieldRule<Element>,
    _ range: ClosedRange<Int>
  ) -> FieldRule where Value == [Element] {
    let message = "must be a list of \(range.lowerBound) to \(range.upperBound) elements"
    return FieldRule { value, pointer, errors in
      guard case .array(let values) = value, range.contains(values.count) else {
        errors.append(FieldError(pointer(), message))
        return nil
      }
      var elements: [Element] = []
      elements.reserveCapacity(values.count)
      for (index, value) in values.enumerated() {
        guard let element = rule.read(value, { pointer() + "/\(index)" }, &errors) else { continue }
        if values.count > 1, elements.contains(element) {
          errors.append(FieldError(pointer() + "/\(index)", "must not stand in the list twice"))
        }
        elements.append(element)
      }
      return elements.count == values.count ? elements : nil
    }
  }

  /// An object with keys of the caller's choice.
  static func dictionary<Element>(
    of rule: FieldRule<Element>,
    limit: Int
  ) -> FieldRule where Value == [String: Element] {
    let message = "must be an object with at most \(limit) members"
    return FieldRule { value, pointer, errors in
      guard case .object(let object) = value, object.members.count <= limit else {
        errors.append(FieldError(pointer(), message))
        return nil
      }
      var elements: [String: Element] = [:]
      for member in object.members {
        func place() -> String { pointer() + "/" + FieldReader.escaped(member.key) }
        guard Identifier.isAcceptable(member.key, limit: 64) else {
          errors.append(FieldError(place(), "is not the name of a channel"))
          continue
        }
        elements[member.key] = rule.read(member.value, place, &errors)
      }
      return elements
    }
  }
}
