import JSON

/// A part of a text that is formatted or means something; offset and length in UTF-16 code units.
struct TelegramEntity: Hashable, Sendable {
  var type: String
  var offset: Int
  var length: Int
  var url: String?
  var language: String?

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("offset")
      writer.integer(offset)
      writer.key("length")
      writer.integer(length)
      writer.key("type")
      writer.string(type)
      if let url {
        writer.key("url")
        writer.string(url)
      }
      if let language {
        writer.key("language")
        writer.string(language)
      }
    }
  }
}
