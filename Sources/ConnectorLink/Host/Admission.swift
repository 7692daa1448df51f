/// Who may have a place on a connector host: a value.
///
/// Connections that have not shown who they are have a few places of their own, so that they can neither crowd out those
/// that have, nor pile up.
struct Admission {
  struct Limits: Equatable, Sendable {
    /// Connectors that run at once.
    var connectors = 256
    /// Of them, those of one client's certificate.
    var connectorsPerClient = 128
    /// Connections that have not said what they want.
    var pending = 256
    /// Of them, those from one address.
    var pendingPerAddress = 64
  }

  let limits: Limits
  private(set) var pending = 0
  private(set) var connectors = 0
  private var pendingByAddress: [String: Int] = [:]
  private var connectorsByClient: [String: Int] = [:]
  /// The host is being stopped.
  var isClosing = false

  init(_ limits: Limits) {
    self.limits = limits
  }

  /// A connection has come; false where there is no place for it.
  mutating func arrive(from address: String) -> Bool {
    guard !isClosing, pending < limits.pending, pendingByAddress[address, default: 0] < limits.pendingPerAddress else {
      return false
    }
    pending += 1
    pendingByAddress[address, default: 0] += 1
    return true
  }

  /// A connection that had arrived has shown who it is, or is gone.
  mutating func leave(from address: String) {
    pending -= 1
    Self.takeOne(&pendingByAddress, address)
  }

  /// A client wants a connector; why it gets none, or nil.
  mutating func refusal(of client: String) -> String? {
    if isClosing { return "the host is being stopped" }
    if connectors >= limits.connectors {
      return "the host runs \(connectors) connectors already, as many as it may (--connections)"
    }
    let own = connectorsByClient[client, default: 0]
    if own >= limits.connectorsPerClient {
      return "the host runs \(own) connectors for this client already, as many as it may (--connections-per-client)"
    }
    connectors += 1
    connectorsByClient[client] = own + 1
    return nil
  }

  /// A client's connector has ended.
  mutating func end(of client: String) {
    connectors -= 1
    Self.takeOne(&connectorsByClient, client)
  }

  private static func takeOne(_ counts: inout [String: Int], _ key: String) {
    let left = counts[key, default: 1] - 1
    counts[key] = left > 0 ? left : nil
  }
}
