/// A rule of the interface that a connector broke in calling the host.
struct BenchBreach: Sendable {
  enum Kind: String, Sendable {
    case endedTwice
    case unknownOperation
    case otherInstance
    case afterDestroy
    case brokenStruct
    case wrongState
    case notInsideTheCall
  }

  var kind: Kind
  /// What happened, for people.
  var text: String
}
