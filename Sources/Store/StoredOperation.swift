import JSON
import Model

/// The column of what a delivery carries beside, or instead of, its message; null for most.
enum StoredOperation {
  static func read(kind: Int16?, data: [UInt8]?, into delivery: inout Delivery) throws {
    guard let data else { return }
    let value = try JSONParser.parse(data)
    delivery.author = value["author"]?.stringValue
    delivery.notes =
      value["notes"]?.arrayValue?.compactMap { note in
        guard let operation = note["operation"]?.stringValue.flatMap(MessageOperation.init(rawValue:)),
          let outcome = note["outcome"]?.stringValue.flatMap(OperationOutcome.init(rawValue:))
        else { return nil }
        return OperationNote(operation, outcome)
      } ?? []
    guard let kind = kind.flatMap(CarriedChange.Kind.init(rawValue:)),
      let outcome = value["outcome"]?.stringValue.flatMap(OperationOutcome.init(rawValue:)),
      let time = value["at"]?.integerValue
    else { return }
    delivery.change = CarriedChange(
      kind: kind, outcome: outcome, text: value["text"]?.stringValue ?? "",
      format: value["format"]?.stringValue.flatMap(MessageFormat.init(rawValue:)) ?? .plain,
      actor: value["actor"]?.stringValue, actorName: value["actor_name"]?.stringValue,
      occurredAt: Timestamp(microseconds: time),
      original: value["original"]?.integerValue.flatMap(Int16.init(exactly:)))
  }

  static func bytes(of delivery: Delivery) -> [UInt8]? {
    guard delivery.change != nil || !delivery.notes.isEmpty || delivery.author != nil else { return nil }
    var members: [(String, JSONValue)] = []
    if let author = delivery.author { members.append(("author", .string(author))) }
    if !delivery.notes.isEmpty {
      members.append(
        (
          "notes",
          .array(
            delivery.notes.map {
              ["operation": .string($0.operation.rawValue), "outcome": .string($0.outcome.rawValue)]
            })
        ))
    }
    if let change = delivery.change {
      members.append(("outcome", .string(change.outcome.rawValue)))
      members.append(("at", .integer(change.occurredAt.microseconds)))
      if !change.text.isEmpty { members.append(("text", .string(change.text))) }
      if change.format != .plain { members.append(("format", .string(change.format.rawValue))) }
      if let actor = change.actor { members.append(("actor", .string(actor))) }
      if let name = change.actorName { members.append(("actor_name", .string(name))) }
      if let original = change.original { members.append(("original", .integer(Int64(original)))) }
    }
    return JSONWriter.bytes(of: .object(JSONObject(members)))
  }
}
