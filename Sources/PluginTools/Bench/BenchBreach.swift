/// A rule of the interface that a connector broke in calling the host.
struct BenchBreach: Sendable {
  enum Kind: String, Sendable {
    case endedTwice
    case unknownOperation
    case otherInstance
    case afterDestroy
    case brokenStruct
    /// A request that the host cannot read. Of hostile input it may be one; of ordinary messages it is a mistake.
    case brokenRequest
    case wrongState
    case notInsideTheCall
  }

  var kind: Kind
  /// What happened, for people.
  var text: String
}
