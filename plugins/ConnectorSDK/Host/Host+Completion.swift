import CConnectorABI

// How operations end; called by `Instance`, once for each.
extension Host {
  func complete(_ op: c4a_op, _ outcome: Result<Sent, ConnectorError>) {
    var arena = BorderArena()
    var raw = arena.result(outcome)
    _ = table.functions.complete?(op, &raw)
  }

  /// Ends an operation that brings nothing but whether it worked.
  func complete(_ op: c4a_op, _ error: ConnectorError?) {
    complete(op, error.map { .failure($0) } ?? .success(Sent("")))
  }

  /// Reports the events of a webhook request, and answers it.
  func respond(_ op: c4a_op, _ answer: WebhookAnswer) {
    if !answer.reason.isEmpty { log(.warning, "a callback was refused with \(answer.status): \(answer.reason)") }
    for event in (200...299).contains(answer.status) ? answer.events : [] {
      switch emit(event, cause: op) {
      case C4A_OK: continue
      case C4A_RETRY: return complete(op, .retry("no room for events"))
      case C4A_STALE: return
      default:
        // Not an event that this host takes: kept as one of no use, so that the platform's words are not lost.
        var other = Event(.other, id: String(event.id.prefix(200)))
        other.detail = "an event of kind \(event.kind.rawValue) that the host does not take"
        if event.raw.count <= 1 << 20 { other.raw = event.raw }
        _ = emit(other, cause: op)
        log(.warning, other.detail)
      }
    }
    var arena = BorderArena()
    var raw = arena.response(answer)
    if table.functions.respond?(op, &raw) == C4A_INVALID {
      complete(op, .permanent("the connector answered with what is no HTTP response"))
    }
  }
}
