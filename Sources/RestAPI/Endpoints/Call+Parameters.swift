import Gateway
import Model

extension Call {
  /// The id at this place of the path. One that cannot exist is answered as one that does not.
  func identifier(_ index: Int, or code: ErrorCode) throws(Refusal) -> String {
    guard Identifier.isAcceptable(parameters[index]) else { throw Refusal(code, "There is nothing with this id.") }
    return parameters[index]
  }

  /// The id of something that the call creates.
  func newIdentifier(_ index: Int, _ name: String, limit: Int = Identifier.limit) throws(Refusal) -> String {
    guard Identifier.isAcceptable(parameters[index], limit: limit) else {
      throw Refusal(.validationFailed([FieldError("{\(name)}", Identifier.rule(limit))]))
    }
    return parameters[index]
  }

  func conversationID() throws(Refusal) -> ConversationID {
    guard let id = UUIDText.parse(parameters[0]) else {
      throw Refusal(.conversationNotFound, "There is no conversation with this id.")
    }
    return ConversationID(id)
  }

  func pageRequest(_ form: inout FormReader) -> PageRequest {
    PageRequest(
      cursor: form.text("cursor"),
      limit: form.integer("limit", in: 1...200) ?? 50
    )
  }

  func historyRequest() throws(Refusal) -> HistoryRequest {
    var form = try FormReader(query)
    let page = pageRequest(&form)
    let since = form.text("since")
    if let since, Self.time(since) == nil, !since.isHistoryCursor {
      form.fail("since", "must be a time as RFC 3339 has it, or a next_cursor that a history gave")
    }
    let direction = form.choice("order", [("asc", HistoryRequest.Direction.forward), ("desc", .backward)])
    try form.finish()
    // A reader that pages on keeps sending its first `since`, so the cursor wins.
    let start: HistoryRequest.Start =
      if let cursor = page.cursor {
        .cursor(cursor)
      } else if let since {
        Self.time(since).map { .time($0) } ?? .cursor(since)
      } else {
        .end
      }
    return HistoryRequest(start: start, direction: direction ?? .forward, limit: page.limit)
  }

  /// Whether a history begins at a cursor that was given as `since`.
  var hasCursorInSince: Bool {
    guard var form = try? FormReader(query) else { return false }
    return form.text("cursor") == nil && form.text("since") != nil
  }

  /// A time whose offset's plus sign was not encoded has come as a blank.
  private static func time(_ text: String) -> Timestamp? {
    if let time = Timestamp(rfc3339: text) { return time }
    guard let blank = text.lastIndex(of: " ") else { return nil }
    return Timestamp(rfc3339: text.replacingCharacters(at: blank, with: "+"))
  }
}

extension String {
  /// Whether this looks like what a page of a history gives as its next_cursor.
  fileprivate var isHistoryCursor: Bool {
    utf8.first == UInt8(ascii: "m") && utf8.count > 1
      && utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  fileprivate func replacingCharacters(at index: Index, with character: Character) -> String {
    String(self[..<index]) + String(character) + String(self[self.index(after: index)...])
  }
}

/// Runs what throws an error of the gateway's; it becomes the refusal.
func refusing<Value>(_ call: () throws(GatewayError) -> Value) throws(Refusal) -> Value {
  do { return try call() } catch { throw Refusal(error) }
}

extension GatewayError {
  /// The same error, told of the parameter that the caller used.
  func moving(_ pointer: String, to other: String) -> GatewayError {
    var error = self
    for index in error.fields.indices where error.fields[index].pointer == pointer {
      error.fields[index].pointer = other
    }
    return error
  }
}
