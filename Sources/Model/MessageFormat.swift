/// How a message's words are written. The spelling is stored and is part of the API.
public enum MessageFormat: String, Sendable, Hashable, CaseIterable {
  case plain
  /// CommonMark.
  case markdown
  /// The elements b, i, u, s, code, pre, a and br; everything else escaped.
  case html
}
