/// Gathers a text and its entities while markup is read. Shared by the readers of the three kinds of markup.
struct TextBuilder {
  private(set) var text = ""
  private(set) var length = 0
  private(set) var entities: [TelegramEntity] = []

  mutating func append(_ character: Unicode.Scalar) {
    text.unicodeScalars.append(character)
    length += character.utf16.count
  }

  mutating func append(_ more: some StringProtocol) {
    text += more
    length += more.utf16.count
  }

  /// Everything since `offset` is one entity; nothing where it is empty.
  mutating func close(_ type: String, from offset: Int, url: String? = nil, language: String? = nil) {
    guard length > offset else { return }
    entities.append(
      TelegramEntity(type: type, offset: offset, length: length - offset, url: url, language: language))
  }

  /// What was written since `offset`, in UTF-16 code units.
  func tail(from offset: Int) -> String { String(decoding: Array(text.utf16.dropFirst(offset)), as: UTF16.self) }

  /// In the order in which Telegram lists them.
  var result: TelegramText {
    TelegramText(text: text, entities: entities.sorted { ($0.offset, -$0.length) < ($1.offset, -$1.length) })
  }
}
