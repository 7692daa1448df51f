import JSON

/// Puts what is reported into the envelope of a callback: an entry each, as the platform documents it.
struct DirectEnvelope: Sendable {
  let platform: DirectPlatform
  let accountID: String

  /// The body as it is signed and sent.
  func body(_ items: [DirectItem]) -> [UInt8] {
    var writer = JSONWriter(capacity: 256 + items.count * 256)
    writer.object { writer in
      writer.key("object")
      writer.string(platform.object)
      writer.key("entry")
      writer.array { writer in
        for item in items {
          if item.isEntry { writer.raw(item.json) } else { entry(item, &writer) }
        }
      }
    }
    return MetaEscaping.escape(writer.bytes)
  }

  private func entry(_ item: DirectItem, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.string(accountID)
      writer.key("time")
      writer.integer(item.dueAt.milliseconds)
      writer.key("messaging")
      writer.array { $0.raw(item.json) }
    }
  }
}
