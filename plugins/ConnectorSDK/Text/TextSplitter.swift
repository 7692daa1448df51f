/// Cuts a text into parts of a platform's size.
///
/// The parts, one after the other, are the text. A part ends after a paragraph, a line, or a blank, in this order, as
/// long as that leaves it more than half full; else between two characters. What people see as one character stays whole
/// unless it alone is longer than a part.
public struct TextSplitter: Sendable {
  /// What a platform counts.
  public enum Unit: Sendable {
    /// Code units of UTF-16: never fewer than the characters that people, and some platforms, count.
    case utf16
    /// Bytes of UTF-8.
    case utf8

    fileprivate func size(_ scalar: Unicode.Scalar) -> Int {
      switch self {
      case .utf16: UTF16.width(scalar)
      case .utf8: UTF8.width(scalar)
      }
    }

    fileprivate func size(_ character: Character) -> Int {
      switch self {
      case .utf16: character.utf16.count
      case .utf8: character.utf8.count
      }
    }
  }

  /// The longest part.
  public let limit: Int
  public let unit: Unit

  public init(limit: Int, unit: Unit = .utf16) {
    precondition(limit >= (unit == .utf16 ? 2 : 4), "a part has to have room for any character")
    self.limit = limit
    self.unit = unit
  }

  public func split(_ text: String) -> [String] {
    // A text never has more units of either kind than bytes of UTF-8.
    if text.utf8.count <= limit { return [text] }
    var parts: [String] = []
    var rest = text[...]
    while let end = end(of: rest) {
      parts.append(String(rest[..<end]))
      rest = rest[end...]
    }
    if !rest.isEmpty { parts.append(String(rest)) }
    return parts
  }

  /// Where the first part ends; nil when all of it fits.
  private func end(of text: Substring) -> Substring.Index? {
    var units = 0
    var index = text.startIndex
    var places = BreakPlaces(minimum: limit / 2)
    var previous: Character?
    while index < text.endIndex {
      let character = text[index]
      let size = unit.size(character)
      if units + size > limit { return cut(text, at: index, places, fits: units > 0) }
      units += size
      index = text.index(after: index)
      places.note(character, after: previous, index: index, units: units)
      previous = character
    }
    return nil
  }

  private func cut(_ text: Substring, at index: Substring.Index, _ places: BreakPlaces, fits: Bool) -> Substring.Index {
    if let place = places.best { return place }
    if fits { return index }
    // One character that is longer than a part, such as a letter under hundreds of accents.
    var end = text.startIndex
    var units = 0
    for scalar in text.unicodeScalars {
      units += unit.size(scalar)
      if units > limit { break }
      text.unicodeScalars.formIndex(after: &end)
    }
    return end
  }
}

/// The last place of each kind at which a part may end.
private struct BreakPlaces {
  private let minimum: Int
  private var paragraph: (index: Substring.Index, units: Int)?
  private var line: (index: Substring.Index, units: Int)?
  private var blank: (index: Substring.Index, units: Int)?

  init(minimum: Int) { self.minimum = minimum }

  mutating func note(_ character: Character, after previous: Character?, index: Substring.Index, units: Int) {
    guard character.isWhitespace else { return }
    blank = (index, units)
    guard character.isNewline else { return }
    line = blank
    if previous?.isNewline == true { paragraph = blank }
  }

  var best: Substring.Index? {
    let places = [paragraph, line, blank]
    let full = places.first { $0.map { $0.units > minimum } ?? false }
    return (full ?? blank)?.index
  }
}
