import JSON

/// The Bot API over HTTP: `/bot<token>/<method>`.
extension Sandbox {
  func respondAsTelegram(_ request: Request, _ reply: (Reply) -> Void) {
    var parts = request.path.dropFirst("/bot".count).split(separator: "/").map { PercentEncoding.decode($0) }
    // The test environment has the same methods one step further down.
    if parts.count == 3, parts[1] == "test" { parts.remove(at: 1) }
    guard parts.count == 2, TelegramSettings.isToken(parts[0]) else {
      return reply(.answer(refused("?", .notFound)))
    }
    let method = parts[1].lowercased()
    guard parts[0] == settings.telegram.token else { return reply(.answer(refused(method, .unauthorized))) }
    let parameters: TelegramParameters
    do { parameters = try TelegramParameters(request) } catch { return reply(.answer(refused(method, error))) }
    let name = parameters.integer("chat_id").flatMap { telegram.name(ofChat: $0) }
    guard let fault = faults.befalling(.telegram, method: method, name: name) else {
      reply(.answer(performTelegram(method, parameters)))
      settle()
      return
    }
    counters.add("telegram.faults")
    switch fault.kind {
    case .rateLimit: reply(.answer(refused(method, .tooMany(fault.retryAfter ?? 1), fault.kind)))
    case .status: reply(.answer(refused(method, Self.telegramError(status: fault.status ?? 500), fault.kind)))
    case .error:
      let error = TelegramError(
        code: fault.status ?? fault.code ?? 400, description: fault.text ?? "Bad Request: chat not found",
        retryAfter: fault.retryAfter)
      reply(.answer(refused(method, error, fault.kind)))
    case .hang, .drop:
      note(method, status: 0, error: nil, fault.kind)
      reply(fault.kind == .hang ? .hang : .close)
    case .delay: reply(.late(performTelegram(method, parameters, fault.kind), after: fault.delay))
    default:
      _ = performTelegram(method, parameters, fault.kind)
      reply(.close)
    }
    settle()
  }

  /// Carries a call out.
  func performTelegram(_ method: String, _ parameters: TelegramParameters, _ fault: FaultKind? = nil) -> Answer {
    let now = time.now()
    do {
      let call: TelegramCall
      if method == "getwebhookinfo" {
        call = telegram.webhookInfo(pending: telegramCallbacks.queue.pending)
      } else {
        let drops = parameters.bool("drop_pending_updates")
        call = try telegram.call(method, parameters, sequence: sequence + 1, now: now)
        if method == "setwebhook" || method == "deletewebhook" { webhookChanged(drops: drops) }
      }
      note(method, status: 200, error: nil, fault)
      if let (chat, message) = call.sent { sentByBot(chat, message, now) }
      return call.answer
    } catch {
      return refused(method, error, fault)
    }
  }

  private func sentByBot(_ chat: Int64, _ message: TelegramMessage, _ now: Moment) {
    sequence += 1
    let name = telegram.name(ofChat: chat)
    sent.append(
      SentMessage(
        platform: .telegram, kind: "text", at: now, name: name, to: String(chat), id: "\(chat)/\(message.id)",
        text: message.content.text, replyTo: message.replyTo.map { "\(chat)/\($0)" }))
    counters.add("telegram.sent")
    transcript.got(name ?? "?", .telegram, message.content.text)
  }

  private func webhookChanged(drops: Bool) {
    let waiting = drops || telegram.webhook == nil ? telegramCallbacks.removeAll() : []
    if telegram.webhook == nil, !drops {
      telegram.backlog.append(contentsOf: waiting.sorted { $0.id < $1.id }.suffix(TelegramWorld.backlogLimit))
    }
    if let webhook = telegram.webhook { telegramCallbacks.maxInFlight = webhook.maxConnections }
  }

  private func refused(_ method: String, _ error: TelegramError, _ fault: FaultKind? = nil) -> Answer {
    note(method, status: error.code, error: error.description, fault)
    return error.answer
  }

  private func note(_ method: String, status: Int, error: String?, _ fault: FaultKind?) {
    counters.add("telegram.calls")
    if status != 200 { counters.add("telegram.calls.\(status)") }
    calls.append(
      CallRecord(platform: .telegram, method: method, at: time.now(), status: status, error: error, fault: fault))
  }

  private static func telegramError(status: Int) -> TelegramError {
    switch status {
    case 500: TelegramError(code: 500, description: "Internal Server Error: restart")
    case 502: TelegramError(code: 502, description: "Bad Gateway")
    case 504: TelegramError(code: 504, description: "Gateway Timeout")
    default: TelegramError(code: status, description: "Error \(status)")
    }
  }
}
