extension RichText {
  /// The text for a platform without formatting: the words, and behind those of a link its address.
  public var plain: String {
    var links: [(end: Int, address: String)] = []
    let units = Array(text.utf16)
    for span in spans {
      guard case .link(let address) = span.style, !address.isEmpty else { continue }
      let words = String(decoding: units[span.range], as: UTF16.self)
      if words != address, "mailto:\(words)" != address { links.append((span.range.upperBound, address)) }
    }
    guard !links.isEmpty else { return text }
    var result: [UInt16] = []
    var position = 0
    for link in links.sorted(by: { $0.end < $1.end }) {
      result += units[position..<link.end]
      result += Array(" (\(link.address))".utf16)
      position = link.end
    }
    return String(decoding: result + units[position...], as: UTF16.self)
  }
}
