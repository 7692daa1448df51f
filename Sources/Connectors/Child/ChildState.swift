/// Has the gateway keep the connector's values. It brings those that are kept when it starts the connector.
struct ChildState: ConnectorStatePort {
  let link: FrameLink

  func load(accounts: [String]) async throws -> [ConnectorStateChange] { [] }

  func store(_ changes: [ConnectorStateChange]) {
    for change in changes {
      link.waitForRoom()
      link.send { ChildFrame.keep(change).encode(into: &$0) }
    }
  }
}
