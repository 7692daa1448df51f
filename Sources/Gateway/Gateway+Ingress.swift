import Connectors
import Logging
public import Model

extension Gateway {
  public func callback(
    _ callback: PlatformCallback, account: String,
    completion: @escaping @Sendable (Result<CallbackAnswer, GatewayError>) -> Void
  ) {
    guard intake.rules.accounts[account] != nil else {
      completion(.failure(GatewayError(.notFound, "There is no channel account of this name.")))
      return
    }
    guard callbackGate.enter(account) else {
      metrics.ingressCallbacks[account, "503"].increment()
      completion(
        .failure(
          GatewayError(.overloaded, "The account has too many callbacks under way. Try again.", retryAfter: .seconds(1))
        )
      )
      return
    }
    let begin = ContinuousClock.now
    let receivedAt = Timestamp.now()
    let finish: @Sendable (Result<CallbackAnswer, GatewayError>) -> Void = { [self] result in
      callbackGate.leave(account)
      metrics.ingressSeconds.observe(ContinuousClock.now - begin)
      switch result {
      case .success(let answer): metrics.ingressCallbacks[account, "\(answer.status)"].increment()
      case .failure(let error): metrics.ingressCallbacks[account, "\(error.code.httpStatus)"].increment()
      }
      completion(result)
    }
    let request = WebhookRequest(
      receivedAt: receivedAt.microseconds, method: callback.method,
      url: configuration.publicURL.map { $0 + callback.target }, path: callback.path, query: callback.query,
      remoteAddress: callback.remoteAddress, headers: callback.headers, body: callback.body,
      deadline: configuration.callbackDeadline)
    connectors.webhook(request, account: account) { [self] outcome in
      guard outcome.detail.isEmpty else {
        let refusal = refusal(of: outcome, account: account)
        guard let crashing = outcome.crashing, crashing.isNew else { return finish(.failure(refusal)) }
        keep(crashing, request, account: account) { finish(.failure(refusal)) }
        return
      }
      let answer = CallbackAnswer(outcome)
      // What came with an answer other than 2xx was discarded with it.
      guard !outcome.events.isEmpty || !outcome.stateChanges.isEmpty else {
        finish(.success(answer))
        return
      }
      let changes = outcome.stateChanges
      intake.submit(outcome.events, changes: changes, from: .callback, receivedAt: receivedAt) { [self] result in
        switch result {
        case .success:
          connectors.stateStored(changes)
          finish(.success(answer))
        case .failure(let error): finish(.failure(failure(error)))
        }
      }
    }
  }

  /// Keeps a callback that crashed its connector, for `chat4all ingress replay`.
  private func keep(
    _ crashing: CrashingCallback, _ request: WebhookRequest, account: String, then: @escaping @Sendable () -> Void
  ) {
    let callback = KeptCallback(
      id: crashing.id, account: account, channel: intake.rules.accounts[account]?.channel ?? "", request: request)
    let logger = logger
    intake.keep(callback) { result in
      var metadata: Logger.Metadata = [
        "channel_account": "\(account)", "callback": "\(callback.id)",
        "refused_for_s": "\(crashing.remaining.components.seconds)",
      ]
      switch result {
      case .success:
        logger.error("a callback crashed its connector more than once; it is kept and refused", metadata: metadata)
      case .failure(let error):
        metadata["error"] = "\(error)"
        logger.error("a callback crashed its connector more than once, and could not be kept", metadata: metadata)
      }
      then()
    }
  }

  /// Why the connector did not answer by itself.
  private func refusal(of outcome: WebhookOutcome, account: String) -> GatewayError {
    let status = outcome.response.status
    // Of one that crashes its connector, each repetition would say the same.
    let isKnown = outcome.crashing?.isNew == false
    logger.log(
      level: status == 404 || isKnown ? .debug : .warning, "a callback was not answered by its connector",
      metadata: ["channel_account": "\(account)", "status": "\(status)", "detail": "\(outcome.detail)"])
    switch status {
    case 404: return GatewayError(.notFound, "The account's channel takes no callbacks.")
    case 503:
      return GatewayError(
        .unavailable, "The account cannot take callbacks now.",
        retryAfter: max(.seconds(2), outcome.crashing?.remaining ?? .zero))
    default: return GatewayError(.internalError, "The account's connector failed. Nothing was stored.")
    }
  }
}

extension CallbackAnswer {
  /// Fields that belong to the connection, or that the edge writes itself.
  private static let reserved: Set<String> = [
    "connection", "content-length", "date", "keep-alive", "server", "trailer", "transfer-encoding", "upgrade",
  ]

  fileprivate init(_ outcome: WebhookOutcome) {
    let headers = outcome.response.headers.filter { header in
      !Self.reserved.contains(header.name.lowercased()) && Self.isToken(header.name)
        && header.value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
    }
    self.init(
      status: outcome.response.status, headers: headers.map { (name: $0.name, value: $0.value) },
      body: outcome.response.body)
  }

  /// A field's name (RFC 9110, section 5.6.2).
  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && !#""(),/:;<=>?@[\]{}"#.utf8.contains(byte)
      }
  }
}
