/// Who answers what.
extension Sandbox {
  func respond(to request: Request, _ reply: @escaping (Reply) -> Void) {
    let path = request.path
    if path.hasPrefix("/bot") { return respondAsTelegram(request, reply) }
    if path.hasPrefix("/receiver/") { return respondAsReceiver(request, reply) }
    let first = path.dropFirst().prefix { $0 != "/" }
    if Sandbox.isVersion(first) {
      // One server for all of them: the token says whose call it is.
      if let simulator = direct.first(where: { $0.isMeant(request) }) { return simulator.respond(to: request, reply) }
      return respondAsWhatsApp(request, reply)
    }
    switch first {
    case "control": reply(.answer(ControlAPI(sandbox: self).respond(to: request)))
    case "healthz": reply(.answer(.text("ok\n")))
    case "": reply(.answer(.text(Self.welcome)))
    default: reply(.answer(.text("there is nothing at this path; GET / says what there is\n", status: 404)))
    }
  }

  private static let welcome = """
    Chat4All sandbox: simulated chat platforms with people on them.
      /bot<token>/<method>                  Telegram Bot API
      /v25.0/<phone number id>/messages     WhatsApp Cloud API
      /v25.0/<page or account id>/messages  Messenger, Instagram
      /control                              what there is, and what happened
      /receiver/<name>                      webhook receivers
    sandbox/README.md says more.

    """

  func respondAsReceiver(_ request: Request, _ reply: (Reply) -> Void) {
    let name = PercentEncoding.decode(request.path.dropFirst("/receiver/".count))
    guard receivers[name] != nil else {
      return reply(.answer(.text("there is no receiver \(name.printable)\n", status: 404)))
    }
    guard request.method == .POST else { return reply(.answer(.text("webhooks are POSTed\n", status: 405))) }
    let now = time.now()
    let fault = faults.befalling(.receiver, name: name)
    let status: Int? =
      switch fault?.kind {
      case .status: fault?.status ?? 500
      case .redirect: fault?.status ?? 301
      case .hang, .drop, .lostAnswer, .garbage: 0
      case .trickle, .endless: 200
      default: nil
      }
    guard let event = receivers[name]?.take(request, status: status, now: now) else { return }
    counters.add("receiver.events")
    transcript.event(name, event)
    reply(ReceiverReply.reply(to: event, fault))
  }
}
