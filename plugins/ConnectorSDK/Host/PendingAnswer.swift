/// A continuation on its way through the host as the `user` of a callback.
///
/// The host owes one callback for each thing that it accepted, so the continuation is resumed exactly once: by that
/// callback, or by the one who was refused.
final class PendingAnswer<Value: Sendable>: Sendable {
  private let executor: InstanceExecutor
  private let continuation: UnsafeContinuation<Result<Value, ConnectorError>, Never>

  init(_ executor: InstanceExecutor, _ continuation: UnsafeContinuation<Result<Value, ConnectorError>, Never>) {
    self.executor = executor
    self.continuation = continuation
  }

  /// What the host keeps until its callback; or, when it keeps nothing, `forget` takes back.
  func user() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

  static func forget(_ user: UnsafeMutableRawPointer) { Unmanaged<PendingAnswer>.fromOpaque(user).release() }

  /// Within the host's callback.
  static func answer(_ user: UnsafeMutableRawPointer?, _ result: Result<Value, ConnectorError>) {
    guard let user else { return }
    let pending = Unmanaged<PendingAnswer>.fromOpaque(user).takeRetainedValue()
    pending.executor.enter { pending.continuation.resume(returning: result) }
  }

  /// Within the connector's own call.
  func refuse(_ error: ConnectorError) { continuation.resume(returning: .failure(error)) }
}
