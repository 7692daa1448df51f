/// The text that Prometheus scrapes, in its format 0.0.4.
public struct ExpositionText: Sendable {
  /// The media type that goes with the text.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  public private(set) var text = ""

  public init() {}

  mutating func heading(_ name: String, help: String, kind: MetricKind) {
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// One line: the name, the labels and the value.
  public mutating func sample(_ name: String, _ labels: LabelText, _ value: String) {
    text += name
    if !labels.text.isEmpty { text += "{\(labels.text)}" }
    text += " \(value)\n"
  }

  /// A number in the shortest spelling that reads back the same.
  static func number(_ value: Double) -> String {
    let text = String(value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

/// Label pairs as they stand between the braces of a sample.
public struct LabelText: Sendable {
  private(set) var text = ""

  public init() {}

  func adding(_ name: String, _ value: String) -> LabelText {
    var result = self
    if !text.isEmpty { result.text += "," }
    result.text += "\(name)=\"\(ExpositionText.escaped(value, quotes: true))\""
    return result
  }
}
