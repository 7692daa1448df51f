import CConnectorABI

/// The operation that a task works on: what it asks of the host ends, is stored and is traced with it.
struct CurrentOperation: Sendable {
  @TaskLocal static var value: CurrentOperation?

  var token: c4a_op
  var isWebhook: Bool

  static var token: c4a_op { value?.token ?? 0 }
}
