public import ConnectorSDK
public import MetaGraph

/// Takes the callbacks of an account.
public struct MessagingInbox: Sendable {
  private let gate: HubGate
  private let api: SendAPI
  private let names: ProfileNames

  /// - Parameter api: sends for the same account: it knows which echoes are its own.
  public init(_ gate: HubGate, _ api: SendAPI) {
    self.gate = gate
    self.api = api
    names = ProfileNames(api.platform, api.account, api.host)
  }

  public func take(_ request: WebhookRequest) async -> WebhookAnswer {
    if let answer = gate.answer(request) { return answer }
    let reader = MessagingUpdateReader(platform: api.platform, account: api.account, book: api.book)
    let callback = MessagingCallback(
      request.body, accountID: api.account.id, object: api.platform.object, reader)
    for line in callback.complaints { api.host.log(.warning, line) }
    return .ok(await names.naming(callback.events))
  }
}
