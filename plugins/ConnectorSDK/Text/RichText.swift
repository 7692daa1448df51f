/// A text and how it is to look: what the formats of the interface mean, in a form from which a connector can write its
/// platform's own.
public struct RichText: Sendable, Equatable {
  public enum Style: Sendable, Hashable {
    case bold
    case italic
    case underline
    case strikethrough
    case code
    case preformatted
    case link(String)
  }

  public struct Span: Sendable, Equatable {
    public var style: Style
    /// In UTF-16 code units of the text; never empty.
    public var range: Range<Int>

    public init(_ style: Style, _ range: Range<Int>) {
      self.style = style
      self.range = range
    }
  }

  public var text: String
  /// Outer ones before those inside them.
  public var spans: [Span]

  public init(_ text: String, spans: [Span] = []) {
    self.text = text
    self.spans = spans
  }

  /// Reads a text in one of the formats of the interface. What is no markup stays as it is.
  public init(_ text: String, format: TextFormat) {
    switch format {
    case .plain: self.init(text)
    case .markdown: self = MarkdownReader.read(text)
    case .html: self = HTMLReader.read(text)
    }
  }

  /// The parts that `splitter` makes of the text, each with its share of the spans.
  public func split(_ splitter: TextSplitter) -> [RichText] {
    var start = 0
    return splitter.split(text).map { part in
      let range = start..<(start + part.utf16.count)
      start = range.upperBound
      let spans = spans.compactMap { span -> Span? in
        let shared = span.range.clamped(to: range)
        guard !shared.isEmpty else { return nil }
        return Span(span.style, (shared.lowerBound - range.lowerBound)..<(shared.upperBound - range.lowerBound))
      }
      return RichText(part, spans: spans)
    }
  }
}

/// Text as it is being read, with the spans that are still open.
struct RichTextBuilder {
  private var bytes: [UInt8] = []
  private var units = 0
  private var spans: [RichText.Span] = []

  var length: Int { units }

  mutating func append(_ slice: some Sequence<UInt8>) {
    for byte in slice { append(byte) }
  }

  /// A byte of UTF-8; the text has to be whole characters in the end.
  mutating func append(_ byte: UInt8) {
    bytes.append(byte)
    // A character takes as many units as its first byte tells: two from four bytes on, none for what continues it.
    if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
  }

  /// Opens a span here; `close` needs what is returned.
  mutating func open(_ style: RichText.Style) -> Int {
    spans.append(.init(style, units..<units))
    return spans.count - 1
  }

  mutating func close(_ span: Int) {
    spans[span].range = spans[span].range.lowerBound..<units
  }

  func finish() -> RichText {
    RichText(String(decoding: bytes, as: UTF8.self), spans: spans.filter { !$0.range.isEmpty })
  }
}
