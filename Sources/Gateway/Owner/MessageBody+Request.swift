import Crypto
import JSON
import Model

extension MessageBody {
  /// The body of a message that asks to be accepted. `to` stays out where the caller named nobody: the owner adds those
  /// who are members when the message takes its place.
  init(_ message: SendMessage) {
    var writer = JSONWriter(capacity: 512)
    writer.object { writer in
      if let recipients = message.recipients { writer.write(key: "to", recipients) }
      writer.write(key: "channels", message.channels)
      if message.strategy != .all {
        writer.key("strategy")
        writer.string(message.strategy.rawValue)
      }
      if !message.channelDeadlines.isEmpty {
        writer.key("channel_deadlines")
        writer.object { writer in
          for (channel, seconds) in message.channelDeadlines.sorted(by: { $0.key < $1.key }) {
            writer.key(channel)
            writer.integer(seconds)
          }
        }
      }
      writer.key("payload")
      switch message.payload {
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
      if let metadata = message.metadata {
        writer.key("metadata")
        writer.value(.object(metadata))
      }
      if let replyTo = message.replyTo {
        writer.key("reply_to_message_id")
        writer.string(replyTo)
      }
    }
    self.init(json: writer.bytes)
  }

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

extension SendMessage {
  /// Equal for requests that ask for the same: the first 16 bytes of a SHA-256 over everything but the id, with the
  /// metadata's members in the order of their keys.
  func fingerprint(body: MessageBody) -> [UInt8] {
    var hash = SHA256()
    if metadata == nil {
      hash.update(data: body.json)
    } else {
      var canonical = self
      canonical.metadata = nil
      hash.update(data: MessageBody(canonical).json)
      hash.update(data: JSONWriter.canonicalBytes(of: .object(metadata ?? JSONObject())))
    }
    hash.update(data: Array("\u{0}\(conversationID)\u{0}\(sender)\u{0}\(expiresAt?.microseconds ?? 0)".utf8))
    return Array(hash.finalize().prefix(16))
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
