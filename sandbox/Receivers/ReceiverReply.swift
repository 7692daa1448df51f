import JSON

/// What a receiver says to an event.
enum ReceiverReply {
  static func reply(to event: ReceivedEvent, _ fault: Fault?) -> Reply {
    var answer = Answer(status: event.status == 0 ? 204 : event.status)
    if let problem = event.problem, event.status == 401 { answer = .json(["error": .string(problem)], status: 401) }
    guard let fault else { return .answer(answer) }
    if let retryAfter = fault.retryAfter { answer.headers.append(("Retry-After", String(retryAfter))) }
    switch fault.kind {
    case .redirect:
      answer.headers.append(("Location", fault.text ?? "http://127.0.0.1:9/"))
      return .answer(answer)
    case .status:
      if let text = fault.text { answer.body = Array(text.utf8) }
      return .answer(answer)
    case .delay: return .late(answer, after: fault.delay)
    case .hang: return .hang
    case .trickle: return .trickle(.text(String(repeating: ".", count: 120)))
    case .endless: return .endless
    case .garbage: return .garbage
    default: return .close
    }
  }
}
