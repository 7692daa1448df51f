import JSON
import NIOCore

/// How callbacks are made and what becomes of them.
extension Sandbox {
  func connectCallbacks() {
    let signature = HubSignature(appSecret: settings.whatsapp.appSecret)
    let envelope = WhatsAppEnvelope(settings.whatsapp)
    whatsappCallbacks.isOpen = { [unowned self] in subscription.isVerified }
    whatsappCallbacks.compose = { [unowned self] items in
      guard let target = subscription.target else { return nil }
      let body = envelope.body(items)
      return CallbackRequest(
        target: target,
        headers: [
          ("Content-Type", "application/json"), ("User-Agent", "facebookexternalua"), ("Accept", "*/*"),
          ("X-Hub-Signature-256", signature.header(body)),
        ], body: body)
    }
    whatsappCallbacks.onAttempt = { [unowned self] record, _ in note(record) }
    telegramCallbacks.isOpen = { [unowned self] in telegram.webhook != nil }
    telegramCallbacks.compose = { [unowned self] updates in
      guard let webhook = telegram.webhook, let update = updates.first else { return nil }
      var headers = [("Content-Type", "application/json"), ("Accept-Encoding", "gzip, deflate")]
      if let secret = webhook.secret { headers.append(("X-Telegram-Bot-Api-Secret-Token", secret)) }
      return CallbackRequest(
        target: webhook.target, headers: headers.map { (name: $0.0, value: $0.1) }, body: update.body)
    }
    telegramCallbacks.onAttempt = { [unowned self] record, response in
      note(record)
      telegramAnswered(record, response)
    }
  }

  func note(_ record: CallbackRecord) {
    let platform = record.platform.rawValue
    if record.isDelivered {
      counters.add("\(platform).callbacks.delivered")
      counters.add("\(platform).callbacks.items", Int64(record.items))
    } else {
      counters.add("\(platform).callbacks.failed")
      if record.retryIn == nil { counters.add("\(platform).callbacks.dropped", Int64(record.items)) }
      // Said once when it begins to fail, not for each attempt.
      if record.attempt == 1, callbacks.newest?.isDelivered != false {
        transcript.problem("\(platform)'s callback failed (\(record.problem ?? "")); it will be sent again")
      }
    }
    callbacks.append(record)
  }

  private func telegramAnswered(_ record: CallbackRecord, _ response: ClientResponse?) {
    let now = time.now()
    if let problem = record.problem { telegram.lastError = (now, problem) }
    guard record.status == 410 else {
      goneSince = nil
      if let response, record.isDelivered { executeReply(response) }
      return
    }
    // Gone for 23 hours is gone for good.
    if let goneSince, now - goneSince >= 23 * 3_600_000 { telegram.webhook = nil }
    goneSince = goneSince ?? now
  }

  /// A webhook may answer an update with a call, which is carried out and whose result nobody learns.
  private func executeReply(_ response: ClientResponse) {
    guard !response.body.isEmpty,
      let object = (try? JSONParser.parse(response.body))?.objectValue, let method = object["method"]?.stringValue
    else { return }
    counters.add("telegram.webhook_replies")
    _ = performTelegram(method.lowercased(), TelegramParameters(object))
    settle()
  }

  // MARK: Where callbacks go

  /// Sends all platforms' callbacks to a gateway, as if a person had registered them there.
  func setGateway(_ url: String) throws(ControlError) {
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    guard HTTPTarget(base) != nil else {
      throw ControlError("the gateway's url must look like http://127.0.0.1:8080; it is \(url)")
    }
    gatewayURL = base
    let telegramURL = "\(base)/ingress/\(PercentEncoding.encode(settings.telegramAccount))"
    if let target = HTTPTarget(telegramURL) {
      telegram.webhook = TelegramWebhook(
        url: telegramURL, target: target, secret: settings.telegramSecret.isEmpty ? nil : settings.telegramSecret)
      telegram.allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
      telegram.updates += telegram.backlog
      telegram.backlog.removeAll()
    }
    subscribe(HTTPTarget("\(base)/ingress/\(PercentEncoding.encode(settings.whatsappAccount))"))
    // Where nobody is, there is nothing to register for.
    for simulator in direct where !simulator.world.people.isEmpty { simulator.register(base) }
    settle()
  }

  /// Sets WhatsApp's callback address; nothing goes there before it has passed the verification.
  func subscribe(_ target: HTTPTarget?) {
    subscription = Subscription(target: target)
    verify()
  }

  private func verify() {
    guard let target = subscription.target, !subscription.isVerified else { return }
    verify(target, verifyToken: settings.whatsapp.verifyToken) { [weak self] in self?.verified(target, problem: $0) }
  }

  /// Asks an address whether it is meant; tells what is wrong, or nil.
  func verify(_ target: HTTPTarget, verifyToken: String, _ then: @escaping (_ problem: String?) -> Void) {
    let challenge = String(Int64.random(in: 100_000_000...2_000_000_000, using: &random))
    let mark = target.uri.contains("?") ? "&" : "?"
    let query =
      "hub.mode=subscribe&hub.challenge=\(challenge)&hub.verify_token=" + PercentEncoding.encode(verifyToken)
    client.send(.GET, target.with(uri: target.uri + mark + query), headers: [], body: [], timeout: .seconds(10)) {
      result in
      switch result {
      case .success(let answer) where answer.status == 200 && answer.body == Array(challenge.utf8): then(nil)
      case .success(let answer):
        then(
          answer.status == 200 ? "the answer was not the challenge" : "the verification was answered \(answer.status)")
      case .failure(let failure): then(failure.description)
      }
    }
  }

  private func verified(_ target: HTTPTarget, problem: String?) {
    // Another address may have been set meanwhile.
    guard subscription.target == target, !subscription.isVerified else { return }
    subscription.problem = problem
    guard let problem else {
      subscription.isVerified = true
      counters.add("whatsapp.verifications")
      transcript.note("WhatsApp has verified the callback address")
      return settle()
    }
    if subscription.failures == 3 {
      transcript.problem("WhatsApp cannot verify the callback address: \(problem); still trying")
    }
    subscription.failures += 1
    loop.assumeIsolated().scheduleTask(in: .milliseconds(subscription.retryDelay)) { [weak self] in
      if self?.subscription.target == target { self?.verify() }
    }
  }
}
