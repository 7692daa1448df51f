/// Why a text is not acceptable JSON.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable {
    case syntax
    case encoding
    case tooDeep = "too_deep"
    case duplicateKey = "duplicate_key"
    case forbiddenCharacter = "forbidden_character"
  }

  public var code: Code
  /// What was expected; holds no text of the input.
  public var message: String
  /// The byte at which reading stopped, counted from 0.
  public var offset: Int

  public var description: String { "\(message) at byte \(offset)" }
}
