/// What a result code asks of the gateway; codes are classed by hundreds, so an unknown code still has a class.
public enum ResultClass: String, Sendable, CaseIterable {
  /// Done.
  case ok
  /// It did not work this time; trying again later can help.
  case retry
  /// It will never work.
  case permanent
  /// The whole account waits for a person; its queue is kept and no attempt is counted.
  case pauseInstance
  /// Nobody knows whether it happened.
  case unknownOutcome
  /// The connector broke the rules of its interface.
  case contractViolation

  /// The class of a code of the connector interface.
  public init(code: Int32) {
    switch code {
    case 0..<100: self = .ok
    case 100..<200: self = .retry
    case 200..<300: self = .permanent
    case 300..<400: self = .pauseInstance
    case 400..<500: self = .unknownOutcome
    default: self = .contractViolation
    }
  }
}
