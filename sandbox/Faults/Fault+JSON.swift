import JSON

extension Fault {
  /// Reads what ``POST /control/faults`` takes; throws with what would be right.
  init(reading fields: Fields) throws(ControlError) {
    target = try fields.choice("on", FaultTarget.self)
    kind = try fields.choice("kind", FaultKind.self)
    guard kind.applies(to: target) else {
      let kinds = FaultKind.allCases.filter { [target] in $0.applies(to: target) }.map(\.rawValue)
      throw ControlError("kind on \(target.rawValue) must be one of \(kinds.joined(separator: ", "))")
    }
    method = try fields.text("method")?.lowercased()
    name = try fields.text("name")
    remaining = try fields.integer("count", in: 1...1_000_000_000)
    probability = try fields.number("probability", in: 0...1) ?? 1
    retryAfter = try fields.integer("retry_after", in: 0...1_000_000)
    status = try fields.integer("status", in: 200...599)
    code = try fields.integer("code", in: 0...10_000_000)
    subcode = try fields.integer("subcode", in: 0...10_000_000)
    delay = Int64(try fields.integer("delay_ms", in: 0...600_000) ?? 1000)
    text = try fields.text("text")
    try fields.checkNames(
      "on", "kind", "method", "name", "count", "probability", "retry_after", "status", "code", "subcode",
      "delay_ms", "text")
  }
}
