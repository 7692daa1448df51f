/// How a text is written.
public enum TextFormat: UInt32, Sendable {
  case plain = 0
  case markdown = 1
  case html = 2
}
