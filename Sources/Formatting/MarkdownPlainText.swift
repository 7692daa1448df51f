import CCMark

/// CommonMark without its marks, as the reference reader understands it.
struct MarkdownPlainText {
  private struct List {
    /// The number of the next item; nil for bullets.
    var number: Int32?
    var isTight: Bool
  }

  private var text = ""
  private var lists: [List] = []
  /// What stands before each line of the blocks that are open: of quotations and of items.
  private var margins: [String] = []
  /// Empty lines owed before the next block.
  private var gap = 0

  static func of(_ markdown: String) -> String {
    var markdown = markdown
    return markdown.withUTF8 { bytes in
      let start = UnsafeRawPointer(bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!)
      // Nil only without memory.
      guard let document = cmark_parse_document(start.assumingMemoryBound(to: CChar.self), bytes.count, 0) else {
        return String(decoding: bytes, as: UTF8.self)
      }
      defer { cmark_node_free(document) }
      var reader = MarkdownPlainText()
      reader.walk(document)
      return reader.text
    }
  }

  private mutating func walk(_ document: OpaquePointer) {
    let iterator = cmark_iter_new(document)
    defer { cmark_iter_free(iterator) }
    while true {
      switch cmark_iter_next(iterator) {
      case CMARK_EVENT_ENTER: enter(cmark_iter_get_node(iterator))
      case CMARK_EVENT_EXIT: leave(cmark_iter_get_node(iterator))
      default: return
      }
    }
  }

  private mutating func enter(_ node: OpaquePointer?) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE: text += literal(node)
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: newLine()
    case CMARK_NODE_PARAGRAPH, CMARK_NODE_HEADING: beginBlock()
    case CMARK_NODE_CODE_BLOCK, CMARK_NODE_HTML_BLOCK:
      beginBlock()
      var lines = literal(node).split(separator: "\n", omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      for (index, line) in lines.enumerated() {
        if index > 0 { newLine() }
        text += line
      }
      gap = 2
    case CMARK_NODE_THEMATIC_BREAK:
      beginBlock()
      text += "---"
      gap = 2
    case CMARK_NODE_BLOCK_QUOTE:
      beginBlock()
      margins.append("> ")
      text += "> "
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      lists.append(
        List(number: isOrdered ? cmark_node_get_list_start(node) : nil, isTight: cmark_node_get_list_tight(node) != 0))
    case CMARK_NODE_ITEM:
      beginBlock()
      let number = lists.last?.number
      let mark = number.map { "\($0). " } ?? "- "
      if let number { lists[lists.count - 1].number = number + 1 }
      text += mark
      margins.append(String(repeating: " ", count: mark.utf8.count))
    default: break
    }
  }

  private mutating func leave(_ node: OpaquePointer?) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH, CMARK_NODE_HEADING: gap = lists.last?.isTight == true ? 1 : 2
    case CMARK_NODE_BLOCK_QUOTE:
      margins.removeLast()
      gap = 2
    case CMARK_NODE_ITEM:
      margins.removeLast()
      gap = lists.last?.isTight == true ? 1 : 2
    case CMARK_NODE_LIST:
      lists.removeLast()
      gap = lists.last?.isTight == true ? 1 : 2
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE:
      let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
      // A bare address is its own words.
      if !address.isEmpty, !text.hasSuffix(address) { text += " (\(address))" }
    default: break
    }
  }

  private func literal(_ node: OpaquePointer?) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  /// A block that stands first in a quotation or an item goes on in its line.
  private mutating func beginBlock() {
    for _ in 0..<(text.isEmpty ? 0 : gap) { newLine() }
    gap = 0
  }

  private mutating func newLine() {
    text += "\n"
    for margin in margins { text += margin }
  }
}
