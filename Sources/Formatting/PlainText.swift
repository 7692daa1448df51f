public import Model

/// The plain text of a message's words, for channels that show no formats.
public enum PlainText {
  /// Lists keep their marks, quotations their angle brackets, and links their addresses, in brackets behind the words.
  public static func of(_ text: String, format: MessageFormat) -> String {
    switch format {
    case .plain: text
    case .markdown: MarkdownPlainText.of(text)
    case .html: HTMLSubset.plainText(of: text)
    }
  }
}
