import Crypto
import JSON
import Model

extension SendMessage {
  /// The message as it is stored when it asks to be accepted, and a fingerprint that is equal for requests that ask for the
  /// same: the first 16 bytes of a SHA-256 over everything but the id, with the metadata's members in the order of their
  /// keys.
  ///
  /// `to` stays out of the body where the caller named nobody: the owner adds those who are members when the message takes
  /// its place.
  func stored() -> (body: MessageBody, fingerprint: [UInt8]) {
    var writer = JSONWriter(capacity: 512)
    // With the comma in front of it.
    var placeOfMetadata = 0..<0
    writer.object { writer in
      if let recipients { writer.write(key: "to", recipients) }
      writer.write(key: "channels", channels)
      if strategy != .all {
        writer.key("strategy")
        writer.string(strategy.rawValue)
      }
      if !channelDeadlines.isEmpty {
        writer.key("channel_deadlines")
        writer.object { writer in
          for (channel, seconds) in channelDeadlines.sorted(by: { $0.key < $1.key }) {
            writer.key(channel)
            writer.integer(seconds)
          }
        }
      }
      writer.key("payload")
      switch payload {
      case .text(let text, let format):
        writer.object { writer in
          writer.key("type")
          writer.string("text")
          writer.key("text")
          writer.string(text)
          if format != .plain {
            writer.key("format")
            writer.string(format.rawValue)
          }
        }
      }
      if let metadata {
        let start = writer.bytes.count
        writer.key("metadata")
        writer.value(.object(metadata))
        placeOfMetadata = start..<writer.bytes.count
      }
      if let replyTo {
        writer.key("reply_to_message_id")
        writer.string(replyTo)
      }
    }
    let json = writer.bytes
    return (body: MessageBody(json: json), fingerprint: fingerprint(of: json, placeOfMetadata))
  }

  private func fingerprint(of json: [UInt8], _ placeOfMetadata: Range<Int>) -> [UInt8] {
    var hash = SHA256()
    json.withUnsafeBytes { json in
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: json[..<placeOfMetadata.lowerBound]))
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: json[placeOfMetadata.upperBound...]))
    }
    if let metadata { hash.update(data: JSONWriter.canonicalBytes(of: .object(metadata))) }
    hash.update(data: Array("\u{0}\(conversationID)\u{0}\(sender)\u{0}\(expiresAt?.microseconds ?? 0)".utf8))
    return Array(hash.finalize().prefix(16))
  }
}

extension MessageBody {
  /// The same body with its recipients named.
  func naming(recipients: [String]) -> MessageBody {
    var writer = JSONWriter(capacity: json.count + 64)
    writer.object { writer in
      writer.write(key: "to", recipients)
      writer.rawMembers(ofObject: json)
    }
    return MessageBody(json: writer.bytes)
  }
}

extension JSONWriter {
  fileprivate mutating func write(key: String, _ values: [String]) {
    self.key(key)
    array { writer in
      for value in values { writer.string(value) }
    }
  }
}
