/// How a text is written.
public enum TextFormat: UInt32, Sendable {
  case plain = 0
  /// CommonMark.
  case markdown = 1
  /// b, i, u, s, code, pre, a, br; everything else escaped.
  case html = 2
}
