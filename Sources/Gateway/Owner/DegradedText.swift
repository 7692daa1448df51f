import Formatting
import Model

/// The words that stand for an operation which a channel cannot do itself. Signs rather than words where that is possible:
/// nobody knows the recipient's language.
enum DegradedText {
  /// - Parameter isQuoted: The message that it is about is shown with it, as one that is answered.
  static func of(_ change: CarriedChange, isQuoted: Bool, excerpt: String?) -> String {
    let about = isQuoted ? nil : excerpt
    return switch change.kind {
    case .edit: "✏️ " + PlainText.of(change.text, format: change.format)
    case .delete: "🗑️"
    case .reaction: about.map { "\(change.text) ↩ “\($0)”" } ?? change.text
    }
  }

  /// A reply with a line in front that quotes what it answers. Plain text.
  static func reply(_ text: String, to excerpt: String) -> String { "> \(excerpt)\n\(text)" }
}
