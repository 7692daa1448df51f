import CConnectorABI

extension Host {
  /// Makes an HTTP request. Every status is an answer; what is thrown means that there was none.
  ///
  /// - Throws: `.retry` when nothing was sent, `.uncertain` or `.timeout` when no answer came, `.cancelled`, and
  ///   `.badConfig` for a host that the connector may not contact.
  public func http(_ request: HTTPRequest) async throws(ConnectorError) -> HTTPResponse {
    let abortion = Abortion(table)
    let result: Result<HTTPResponse, ConnectorError> = await withTaskCancellationHandler {
      await withUnsafeContinuation { start(request, PendingAnswer(executor, $0), abortion) }
    } onCancel: {
      abortion.cancel()
    }
    return try result.get()
  }

  private func start(_ request: HTTPRequest, _ pending: PendingAnswer<HTTPResponse>, _ abortion: Abortion) {
    if abortion.isCancelled { return pending.refuse(.cancelled()) }
    var arena = BorderArena()
    var raw = arena.request(request, cause: CurrentOperation.token)
    let user = pending.user()
    var token: c4a_op = 0
    let code =
      table.functions.http?(
        instance, &raw, { PendingAnswer<HTTPResponse>.answer($0, HTTPResponse.read($1)) }, user, &token)
      ?? C4A_UNSUPPORTED
    guard code != C4A_OK else { return abortion.started(token) }
    PendingAnswer<HTTPResponse>.forget(user)
    pending.refuse(Self.refusal(code, "an HTTP request was not taken"))
  }

  /// Waits, and lets other operations of the instance have their turn.
  ///
  /// - Throws: `.cancelled`.
  public func sleep(for duration: Duration) async throws(ConnectorError) {
    let abortion = Abortion(table)
    let result: Result<Void, ConnectorError> = await withTaskCancellationHandler {
      await withUnsafeContinuation { start(duration, PendingAnswer(executor, $0), abortion) }
    } onCancel: {
      abortion.cancel()
    }
    try result.get()
  }

  private func start(_ duration: Duration, _ pending: PendingAnswer<Void>, _ abortion: Abortion) {
    if abortion.isCancelled { return pending.refuse(.cancelled()) }
    let user = pending.user()
    var token: c4a_op = 0
    let code =
      table.functions.timer?(
        instance, UInt64(max(0, duration.milliseconds)),
        { PendingAnswer<Void>.answer($0, $1 == C4A_OK ? .success(()) : .failure(.cancelled())) }, user, &token)
      ?? C4A_UNSUPPORTED
    guard code != C4A_OK else { return abortion.started(token) }
    PendingAnswer<Void>.forget(user)
    pending.refuse(Self.refusal(code, "a timer was not taken"))
  }
}
