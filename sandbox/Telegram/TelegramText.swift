import JSON

/// A text as a chat shows it: parsed, trimmed, with its entities.
struct TelegramText: Hashable, Sendable {
  /// UTF-16 code units after parsing.
  static let limit = 4096
  /// Bytes before parsing.
  static let rawLimit = 32_768

  var text: String
  var entities: [TelegramEntity] = []

  init(text: String, entities: [TelegramEntity] = []) {
    self.text = text
    self.entities = entities
  }

  /// Reads `text` with `parse_mode` or `entities` of a call.
  init(_ parameters: TelegramParameters) throws(TelegramError) {
    let raw = parameters.text("text") ?? ""
    guard raw.utf8.count <= Self.rawLimit else { throw .bad("text is too long") }
    let mode = parameters.text("parse_mode") ?? ""
    switch mode.lowercased() {
    case "": self.init(text: raw, entities: try Self.entities(parameters, in: raw))
    case "html": self = try HTMLText.parse(raw)
    case "markdownv2": self = try MarkdownText.parse(raw)
    case "markdown": self = try LegacyMarkdownText.parse(raw)
    default: throw .bad("unsupported parse_mode")
    }
    trim()
    guard !text.isEmpty else { throw .bad("message text is empty") }
    guard text.utf16.count <= Self.limit else { throw .bad("message is too long") }
  }

  /// What a person's client finds in what they write: commands, mentions and links.
  static func written(_ text: String) -> TelegramText {
    var result = TelegramText(text: text)
    var offset = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let length = word.utf16.count
      let type: String? =
        word.hasPrefix("/") && length > 1
        ? "bot_command"
        : word.hasPrefix("@") && length > 3
          ? "mention" : word.hasPrefix("https://") || word.hasPrefix("http://") ? "url" : nil
      if let type, !word.contains(where: \.isNewline) {
        result.entities.append(TelegramEntity(type: type, offset: offset, length: length))
      }
      offset += length + 1
    }
    return result
  }

  private static func entities(_ parameters: TelegramParameters, in text: String) throws(TelegramError)
    -> [TelegramEntity]
  {
    guard let list = try parameters.structure("entities")?.arrayValue else { return [] }
    let end = text.utf16.count
    var entities: [TelegramEntity] = []
    for value in list.prefix(100) {
      guard let type = value["type"]?.stringValue, let offset = value["offset"]?.integerValue,
        let length = value["length"]?.integerValue
      else { throw .bad("can't parse MessageEntity: field type, offset or length is missing") }
      // Entities beyond the text are ignored, as the real server does.
      guard offset >= 0, length > 0, offset + length <= end else { continue }
      entities.append(
        TelegramEntity(
          type: type, offset: Int(offset), length: Int(length), url: value["url"]?.stringValue,
          language: value["language"]?.stringValue))
    }
    return entities
  }

  /// Takes white space off both ends and moves the entities with it.
  private mutating func trim() {
    let leading = text.prefix { $0.isWhitespace }.utf16.count
    guard leading > 0 || text.last?.isWhitespace == true else { return }
    var trimmed = text.drop { $0.isWhitespace }
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    text = String(trimmed)
    let end = text.utf16.count
    entities = entities.compactMap { entity in
      let from = max(0, entity.offset - leading)
      let to = min(end, entity.offset + entity.length - leading)
      guard from < to else { return nil }
      var moved = entity
      moved.offset = from
      moved.length = to - from
      return moved
    }
  }
}
