import ConnectorSDK
import JSON

/// What a message says, whatever its type.
struct InboundContent {
  var text: String
  var attachments: [EventAttachment] = []
  var replyTo: String?

  /// - Parameter name: The author's, for what is written in the third person.
  /// - Returns: nil for what is not for people, or says nothing.
  static func read(_ content: JSONValue, type: String, name: String) -> Self? {
    let body = content["body"]?.stringValue ?? ""
    let relation = content["m.relates_to"]
    // An answer within a thread that is told as a reply for those who know no threads is none.
    let replyTo =
      relation?["is_falling_back"] == true ? nil : relation?["m.in_reply_to"]?["event_id"]?.stringValue
    var result = Self(text: "", replyTo: replyTo)
    switch type == "m.sticker" ? type : content["msgtype"]?.stringValue ?? "" {
    case "m.text":
      result.text = replyTo == nil ? body : withoutFallback(body)
      if result.text.isEmpty { return nil }
    case "m.emote": result.text = "* \(name) \(body)"
    // Written by programs for people; that no program answers it keeps two of them from answering each other for ever.
    case "m.notice", "": return nil
    case "m.image": result.describeFile(content, as: "image")
    case "m.video": result.describeFile(content, as: "video")
    case "m.audio": result.describeFile(content, as: "audio")
    case "m.file": result.describeFile(content, as: "file")
    case "m.sticker":
      result.describeFile(content, as: "sticker")
      result.text = Event.note("sticker", body)
    case "m.location": result.text = Event.note("location", content["geo_uri"]?.stringValue ?? body)
    case let other: result.text = Event.note(String(other.prefix(40)), body)
    }
    return result
  }

  private mutating func describeFile(_ content: JSONValue, as what: String) {
    let body = content["body"]?.stringValue ?? ""
    let name = content["filename"]?.stringValue ?? body
    // Without a caption the body is the file's name again.
    text = Event.note(what, body == name ? nil : body)
    // A file of an encrypted room has its address, and its key, in `file`: nobody here could read it.
    guard let address = content["url"]?.stringValue, address.hasPrefix("mxc://") else { return }
    let info = content["info"]
    attachments = [
      EventAttachment(
        reference: address, mime: info?["mimetype"]?.stringValue ?? "", filename: what == "sticker" ? "" : name,
        length: info?["size"]?.integerValue.flatMap { UInt64(exactly: $0) } ?? 0)
    ]
  }

  /// Older clients quote what they answer: lines that begin with `> `, and an empty one.
  private static func withoutFallback(_ body: String) -> String {
    guard body.hasPrefix("> ") else { return body }
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    var rest = lines.drop { $0.hasPrefix(">") }
    if rest.first?.isEmpty == true { rest = rest.dropFirst() }
    return rest.joined(separator: "\n")
  }
}
