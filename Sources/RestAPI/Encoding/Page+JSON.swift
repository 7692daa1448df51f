import Gateway
import JSON

extension Answer {
  /// One part of a list, with where the next one begins.
  static func page<Element>(
    _ name: String,
    _ page: Page<Element>,
    element: (Element, inout JSONWriter) -> Void
  ) -> Answer {
    .json(capacity: 128 + page.elements.count * 768) { writer in
      writer.key(name)
      writer.array { writer in
        for item in page.elements { writer.object { element(item, &$0) } }
      }
      writer.key("next_cursor")
      if let cursor = page.nextCursor { writer.string(cursor) } else { writer.null() }
      writer.key("has_more")
      writer.bool(page.hasMore)
    }
  }
}
