import JSON

/// Where updates go, and how that is changed.
extension TelegramWorld {
  mutating func setWebhook(_ parameters: TelegramParameters, _ now: Moment) throws(TelegramError) -> TelegramCall {
    let url = parameters.text("url") ?? ""
    guard !url.isEmpty else { return try deleteWebhook(parameters, now) }
    let secret = parameters.text("secret_token").flatMap { $0.isEmpty ? nil : $0 }
    if let secret, !TelegramWebhook.isSecret(secret) {
      throw .bad("secret token contains unallowed characters")
    }
    guard let target = HTTPTarget(url) else {
      throw .bad("bad webhook: the sandbox calls http:// URLs only, like a local Bot API server")
    }
    let connections = parameters.integer("max_connections") ?? Int64(TelegramWebhook.defaultConnections)
    let hook = TelegramWebhook(
      url: url, target: target, secret: secret, maxConnections: Int(min(100, max(1, connections))))
    let allowed = try parameters.structure("allowed_updates")
    let isSame = webhook == hook
    if !isSame { try mayChangeWebhook(now) }
    webhook = hook
    lastError = nil
    if let allowed { setAllowed(allowed) }
    if parameters.bool("drop_pending_updates") { backlog.removeAll() }
    // What waited for getUpdates goes to the webhook from now on.
    updates += backlog
    backlog.removeAll()
    var call = TelegramCall.done
    call.description = isSame ? "Webhook is already set" : "Webhook was set"
    return call
  }

  mutating func deleteWebhook(_ parameters: TelegramParameters, _ now: Moment) throws(TelegramError) -> TelegramCall {
    var call = TelegramCall.done
    if webhook == nil {
      call.description = "Webhook is already deleted"
    } else {
      try mayChangeWebhook(now)
      webhook = nil
      lastError = nil
      call.description = "Webhook was deleted"
    }
    if parameters.bool("drop_pending_updates") { backlog.removeAll() }
    return call
  }

  /// - Parameter pending: updates that were not delivered yet.
  func webhookInfo(pending: Int) -> TelegramCall {
    var info = JSONObject([
      ("url", .string(webhook?.url ?? "")), ("has_custom_certificate", false),
      ("pending_update_count", .integer(pending + backlog.count)),
    ])
    if let webhook {
      info["max_connections"] = .integer(webhook.maxConnections)
      info["ip_address"] = .string(webhook.target.host)
    }
    if let lastError {
      info["last_error_date"] = .integer(lastError.at.seconds)
      info["last_error_message"] = .string(lastError.message)
    }
    if let allowedUpdates { info["allowed_updates"] = .array(allowedUpdates.sorted().map(JSONValue.string)) }
    return TelegramCall(result: JSONWriter.bytes(of: .object(info)))
  }

  /// `[]` is the default set.
  mutating func setAllowed(_ list: JSONValue) {
    let kinds = Set(list.arrayValue?.compactMap(\.stringValue) ?? [])
    allowedUpdates = kinds.isEmpty ? nil : kinds
  }

  private mutating func mayChangeWebhook(_ now: Moment) throws(TelegramError) {
    guard now >= nextWebhookChange else { throw .tooMany(1) }
    nextWebhookChange = now + 1000
  }
}
