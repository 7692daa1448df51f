import JSON

/// People who write at a steady rate, for measurements. A value without I/O.
struct LoadRun: Sendable {
  var people: [String]
  /// `{n}` becomes the message's number, `{ms}` the time at which it is written, in milliseconds since 1970.
  var text: String
  var count: Int
  var perSecond: Double
  var startedAt: Moment
  private(set) var said = 0
  private(set) var problem: String?

  init(people: [String], text: String, count: Int, perSecond: Double, startedAt: Moment) {
    self.people = people
    self.text = text
    self.count = count
    self.perSecond = perSecond
    self.startedAt = startedAt
  }

  var isDone: Bool { said >= count || problem != nil }

  /// The messages that are due by now: who says what.
  mutating func take(now: Moment) -> [(name: String, text: String)] {
    guard !isDone else { return [] }
    let due = min(count, Int(Double(now - startedAt) / 1000 * perSecond))
    // A stall is made up for in steps, so that one step does not hold up the loop.
    let end = min(due, said + 1000)
    guard said < end else { return [] }
    let messages = (said..<end).map { number in
      (
        name: people[number % people.count],
        text: text.replacing("{n}", with: String(number + 1)).replacing("{ms}", with: String(now.milliseconds))
      )
    }
    said = end
    return messages
  }

  mutating func stop(_ problem: String) {
    self.problem = problem
  }

  var json: JSONValue {
    var object = JSONObject([
      ("said", .integer(said)), ("count", .integer(count)), ("done", .bool(isDone)),
      ("per_second", .number("\(perSecond)")), ("started_at_ms", .integer(startedAt.milliseconds)),
    ])
    object.set("problem", problem)
    return .object(object)
  }
}
