import CConnectorABI

/// The host's functions, as far as both sides know them.
struct HostTable: Sendable {
  let functions: c4a_host

  init?(_ pointer: UnsafePointer<c4a_host>?) {
    guard let functions = c4a_host.copy(of: pointer) else { return nil }
    self.functions = functions
  }
}
