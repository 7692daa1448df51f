/// Where two transcripts part.
struct TranscriptDifference: Equatable {
  var inside: String
  var apart: String

  /// The first one; nil where there is none.
  ///
  /// - Parameters:
  ///   - inside: Of the connector in the gateway's own process.
  ///   - again: The same once more: a line that is another one there too is the connector's own chance.
  ///   - apart: Of the connector in a process of its own.
  init?(inside: [String], again: [String], apart: [String]) {
    for index in 0..<max(inside.count, apart.count) {
      let line = index < inside.count ? inside[index] : nil
      let other = index < apart.count ? apart[index] : nil
      if line == other { continue }
      if let line, other != nil, index < again.count, again[index] != line { continue }
      (self.inside, self.apart) = Self.around(line ?? "nothing more", other ?? "nothing more")
      return
    }
    return nil
  }

  /// Of long lines what lies around the place where they part.
  private static func around(_ line: String, _ other: String) -> (String, String) {
    let common = zip(line, other).prefix { $0 == $1 }.count
    let start = max(0, common - 80)
    func cut(_ text: String) -> String {
      let part = String(text.dropFirst(start).prefix(240))
      // Reports are read by people, and by parsers that take no NUL.
      let shown = part.replacing("\0", with: "\\0")
      return (start > 0 ? "…" : "") + shown + (start + part.count < text.count ? "…" : "")
    }
    return (cut(line), cut(other))
  }
}
