import JSON

/// Puts what is reported into the envelope of a callback.
///
/// Several entries, changes and elements come about as soon as there is enough to report, so that receivers meet all
/// three levels: eight items go into an entry, and each run of messages or statuses into a change.
struct WhatsAppEnvelope: Sendable {
  static let itemsPerEntry = 8

  let businessAccountID: String
  private let metadata: [UInt8]

  init(_ settings: WhatsAppSettings) {
    businessAccountID = settings.businessAccountID
    metadata = JSONWriter.bytes(of: [
      "display_phone_number": .string(settings.displayNumber), "phone_number_id": .string(settings.phoneNumberID),
    ])
  }

  /// The body as it is signed and sent.
  func body(_ items: [WhatsAppItem]) -> [UInt8] {
    var writer = JSONWriter(capacity: 512 + items.count * 256)
    writer.object { writer in
      writer.key("object")
      writer.string("whatsapp_business_account")
      writer.key("entry")
      writer.array { writer in
        var rest = items[...]
        while !rest.isEmpty {
          entry(rest.prefix(Self.itemsPerEntry), &writer)
          rest = rest.dropFirst(Self.itemsPerEntry)
        }
      }
    }
    return MetaEscaping.escape(writer.bytes)
  }

  private func entry(_ items: ArraySlice<WhatsAppItem>, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.string(businessAccountID)
      writer.key("changes")
      writer.array { writer in
        var rest = items
        while let first = rest.first {
          if first.kind == .change {
            writer.raw(first.json)
            rest = rest.dropFirst()
          } else {
            let run = rest.prefix { $0.kind == first.kind }
            change(run, first.kind, &writer)
            rest = rest.dropFirst(run.count)
          }
        }
      }
    }
  }

  private func change(_ items: ArraySlice<WhatsAppItem>, _ kind: WhatsAppItem.Kind, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("field")
      writer.string("messages")
      writer.key("value")
      writer.object { writer in
        writer.key("messaging_product")
        writer.string("whatsapp")
        writer.key("metadata")
        writer.raw(metadata)
        writer.key("contacts")
        writer.array { writer in
          var seen: Set<Int> = []
          for item in items where seen.insert(item.person).inserted { writer.raw(item.contact) }
        }
        if kind == .message { writer.key("messages") } else { writer.key("statuses") }
        writer.array { writer in
          for item in items { writer.raw(item.json) }
        }
      }
    }
  }
}
