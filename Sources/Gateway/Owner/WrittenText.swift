import Connectors
import Formatting
import Model
import Routing

/// A text and how it is written.
struct WrittenText: Sendable, Hashable {
  var text: String
  var format: MessageFormat

  init(_ text: String, _ format: MessageFormat) {
    self.text = text
    self.format = format
  }

  /// As a channel can show it.
  func readable(_ traits: ChannelTraits) -> WrittenText {
    format == .plain || traits.contains(.formatting) ? self : WrittenText(PlainText.of(text, format: format), .plain)
  }
}

extension MessageFormat {
  var connectorFormat: TextFormat {
    switch self {
    case .plain: .plain
    case .markdown: .markdown
    case .html: .html
    }
  }

  init(_ format: TextFormat) {
    switch format {
    case .plain: self = .plain
    case .markdown: self = .markdown
    case .html: self = .html
    }
  }
}
