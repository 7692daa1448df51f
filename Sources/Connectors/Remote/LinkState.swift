/// How a link to a connector on another host is. The numbers stand on the board that a link shares with its gateway.
package enum LinkState: UInt64, Sendable {
  /// It is being made.
  case dialling = 1
  /// The other host runs the connector; how the link's own process ends is how the connector's did.
  case linked
  /// As `linked`; the other host is being stopped.
  case leaving
  /// The host could not be reached, or is not who it should be.
  case unreachable
  /// The host is there, and does not run the connector.
  case refused
  /// It was linked, and the connection is gone.
  case lost
}

/// What a link has written down about itself.
struct LinkReport: Equatable {
  var state: LinkState
  /// The host and why there is no link to it, for people; empty while there is.
  var reason: String
  /// The digest of the library that the other host runs; known from `linked` on.
  var library: [UInt8]

  /// How the link ended what went over it; nil where the connector's process did that itself.
  var ending: ChildEnding? {
    switch state {
    case .dialling, .linked, .leaving: nil
    case .unreachable, .refused: .unlinked(reason)
    case .lost: .linkLost(reason)
    }
  }
}
