/// The HTML that messages may be written in: the elements b, i, u, s, code, pre, br, and a with an address; everything else
/// is text, with `<`, `>` and `&` escaped.
public struct HTMLSubset {
  /// What makes a text none of this HTML.
  public struct Fault: Error, Sendable, Hashable {
    /// What would be right, to be read after the field's name.
    public var message: String
  }

  private static let elements: Set<String> = ["b", "i", "u", "s", "code", "pre", "a", "br"]
  private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"]

  private var rest: Substring
  private var open: [(name: String, address: String?)] = []
  private var text = ""
  private var fault: Fault?

  /// Nil where a text is acceptable.
  public static func fault(in html: String) -> Fault? {
    var reader = HTMLSubset(rest: html[...])
    reader.read()
    if let fault = reader.fault { return fault }
    return reader.open.last.map { Fault(message: "has <\($0.name)> without </\($0.name)>") }
  }

  /// The words alone, with links' addresses in brackets behind them; what is no markup stays as it is.
  static func plainText(of html: String) -> String {
    var reader = HTMLSubset(rest: html[...])
    reader.read()
    return reader.text
  }

  private init(rest: Substring) { self.rest = rest }

  private mutating func read() {
    while let character = rest.first {
      switch character {
      case "<": readTag()
      case "&": readEntity()
      case ">":
        note("has '>' outside of a tag; write &gt;")
        take(1)
      default: take(1)
      }
    }
  }

  private mutating func take(_ count: Int) {
    text += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  private mutating func note(_ message: String) {
    if fault == nil { fault = Fault(message: message) }
  }

  private mutating func readEntity() {
    guard let end = rest.prefix(12).firstIndex(of: ";") else {
      note("has '&' that begins no entity; write &amp;")
      return take(1)
    }
    let name = rest[rest.index(after: rest.startIndex)..<end]
    guard let value = Self.value(of: name) else {
      note("has an entity that is not known; use &amp;, &lt;, &gt;, &quot; or a number")
      return take(1)
    }
    text += value
    rest = rest[rest.index(after: end)...]
  }

  private static func value(of name: Substring) -> String? {
    if let known = entities[String(name)] { return known }
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let number =
      digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    guard let number, number != 0, let scalar = Unicode.Scalar(number) else { return nil }
    return String(Character(scalar))
  }

  private mutating func readTag() {
    guard let end = rest.prefix(2_100).firstIndex(of: ">") else {
      note("has '<' that begins no tag; write &lt;")
      return take(1)
    }
    var tag = rest[rest.index(after: rest.startIndex)..<end]
    let isEnd = tag.first == "/"
    if isEnd { tag = tag.dropFirst() }
    if tag.last == "/" { tag = tag.dropLast() }
    let name = tag.prefix { $0.isLetter }.lowercased()
    guard Self.elements.contains(name) else {
      note("has a tag that is none of b, i, u, s, code, pre, a, br; write &lt; for a plain '<'")
      return take(1)
    }
    let attributes = tag.dropFirst(name.count).drop { $0.isWhitespace }
    rest = rest[rest.index(after: end)...]
    if isEnd { close(name) } else { begin(name, attributes) }
  }

  private mutating func begin(_ name: String, _ attributes: Substring) {
    if name == "br" {
      text += "\n"
      return
    }
    var address: String?
    if name == "a" {
      address = Self.address(in: attributes)
      if address == nil { note("has <a> without an href of http, https, mailto or tel in quotation marks") }
    } else if !attributes.isEmpty {
      note("has <\(name)> with attributes; only <a> has one, href")
    }
    open.append((name: name, address: address))
  }

  private mutating func close(_ name: String) {
    guard let last = open.last, last.name == name else {
      note("has </\(name)> where \(open.last.map { "</\($0.name)> is due" } ?? "nothing is open")")
      return
    }
    open.removeLast()
    if let address = last.address, !text.hasSuffix(address) { text += " (\(address))" }
  }

  private static func address(in attributes: Substring) -> String? {
    guard attributes.lowercased().hasPrefix("href=") else { return nil }
    let quoted = attributes.dropFirst(5)
    guard let mark = quoted.first, mark == "\"" || mark == "'", quoted.count > 2, quoted.last == mark else {
      return nil
    }
    let raw = quoted.dropFirst().dropLast()
    guard !raw.contains(mark), ["http://", "https://", "mailto:", "tel:"].contains(where: { raw.hasPrefix($0) }) else {
      return nil
    }
    return String(raw).replacing("&amp;", with: "&")
  }
}
