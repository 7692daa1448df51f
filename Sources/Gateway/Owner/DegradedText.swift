import Formatting
import Model

/// The words that stand for an operation which a channel cannot do itself. Signs rather than words where that is possible:
/// nobody knows the recipient's language.
enum DegradedText {
  /// Whose doing it is stands behind the sign where more than two people have the message.
  ///
  /// - Parameter isQuoted: The message that it is about is shown with it, as one that is answered.
  static func of(_ change: CarriedChange, isQuoted: Bool, excerpt: String?) -> String {
    let about = isQuoted ? nil : excerpt
    let name = change.actorName
    return switch change.kind {
    case .edit: "✏️ " + (name.map { "\($0): " } ?? "") + PlainText.of(change.text, format: change.format)
    case .delete: ["🗑️", name].compactMap { $0 }.joined(separator: " ")
    case .reaction: [change.text, name, about.map { "↩ “\($0)”" }].compactMap { $0 }.joined(separator: " ")
    }
  }

  /// A reply with a line in front that quotes what it answers. Plain text.
  static func reply(_ text: String, to excerpt: String) -> String { "> \(excerpt)\n\(text)" }
}
