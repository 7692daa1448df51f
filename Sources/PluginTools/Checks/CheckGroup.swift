/// What a check looks at.
package enum CheckGroup: String, Sendable, CaseIterable {
  /// The file, without loading it.
  case `static`
  /// What loading the library and calling its entry does to a process.
  case load
  /// What the library says about itself.
  case descriptor
  /// Hosts that are older or newer than the connector.
  case compatibility
  /// From create to destroy.
  case lifecycle
  /// Operations, their ends, and callbacks in any order.
  case async
  /// Changes of messages: editing, taking back, reacting, reading, typing.
  case operations
  /// What platforms, networks and strangers do.
  case hostile
}
