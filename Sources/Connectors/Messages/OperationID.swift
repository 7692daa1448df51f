/// Names a send for `ConnectorHost.cancel`; never given out twice in the life of a process.
public struct OperationID: Sendable, Hashable {
  let token: UInt64
}
