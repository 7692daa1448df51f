/// The value of a Content-Type header (RFC 9110, section 8.3), as far as the edge cares.
struct MediaType: Sendable, Hashable {
  /// In lower case, such as `application/json`.
  let essence: String
  /// In lower case and without quotes; nil where none is given.
  let charset: String?

  /// Nil where there is no header.
  init?(_ header: String?) {
    guard let header else { return nil }
    // What nearly every client sends needs no taking apart.
    if header == "application/json" {
      essence = header
      charset = nil
      return
    }
    let parts = header.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
    essence = parts[0].lowercased()
    charset =
      parts.dropFirst().lazy.compactMap { part -> String? in
        let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
        guard pair.count == 2, pair[0].lowercased() == "charset" else { return nil }
        return pair[1].filter { $0 != "\"" }.lowercased()
      }.first
  }

  var isJSON: Bool { essence == "application/json" && isUTF8 }
  var isForm: Bool { essence == "application/x-www-form-urlencoded" && isUTF8 }

  private var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "utf8" }

  private static func trimmed(_ text: Substring) -> Substring {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let start = text.firstIndex(where: { !blank($0) }), let end = text.lastIndex(where: { !blank($0) }) else {
      return ""
    }
    return text[start...end]
  }
}
