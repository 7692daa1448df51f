/// Events as a homeserver pushes them.
enum Samples {
  static func event(
    _ type: String, _ content: String, id: String = "$FakeInbound01", sender: String = "@agent:example.org",
    more: String = ""
  ) -> String {
    #"{"type":"\#(type)","room_id":"\#(Service.room)","sender":"\#(sender)","event_id":"\#(id)","#
      + #""origin_server_ts":1787000100123,"content":\#(content),"unsigned":{"age":57},"user_id":"\#(sender)","age":57\#(more)}"#
  }

  static let text = event("m.room.message", #"{"msgtype":"m.text","body":"Hello Rosa","m.mentions":{}}"#)

  static let image = event(
    "m.room.message",
    #"{"msgtype":"m.image","body":"the part","filename":"IMG_1.jpg","url":"mxc://example.org/fakeMedia0002","#
      + #""info":{"mimetype":"image/jpeg","size":140022,"w":1280,"h":960}}"#)

  static let file = event(
    "m.room.message",
    #"{"msgtype":"m.file","body":"contract.pdf","url":"mxc://matrix.org/fakeMedia0003","#
      + #""info":{"mimetype":"application/pdf","size":88123}}"#)

  static let reply = event(
    "m.room.message",
    #"{"msgtype":"m.text","body":"> <\#(Service.ghost)> is it ready?\n\nyes","format":"org.matrix.custom.html","#
      + #""formatted_body":"<mx-reply><blockquote>is it ready?</blockquote></mx-reply>yes","#
      + #""m.relates_to":{"m.in_reply_to":{"event_id":"\#(Service.event)"}}}"#, id: "$FakeInbound04")

  static func edit(by sender: String = "@agent:example.org") -> String {
    event(
      "m.room.message",
      #"{"msgtype":"m.text","body":"* Hello Rosa!","m.new_content":{"msgtype":"m.text","body":"Hello Rosa!"},"#
        + #""m.relates_to":{"rel_type":"m.replace","event_id":"$FakeInbound01"}}"#, id: "$FakeInbound05", sender: sender
    )
  }

  static let redaction = event(
    "m.room.redaction", #"{"redacts":"$FakeInbound02","reason":"wrong picture"}"#, id: "$FakeInbound06")

  static let oldRedaction = event(
    "m.room.redaction", "{}", id: "$FakeInbound06", more: #","redacts":"$FakeInbound02""#)

  static let reaction = event(
    "m.reaction",
    #"{"m.relates_to":{"rel_type":"m.annotation","event_id":"\#(Service.event)","key":"👍"}}"#, id: "$FakeInbound07")

  static func member(
    _ user: String, _ membership: String, former: String? = nil, isDirect: Bool = false,
    sender: String = "@agent:example.org"
  ) -> String {
    let unsigned = former.map { #","prev_content":{"membership":"\#($0)"}"# } ?? ""
    return
      #"{"type":"m.room.member","room_id":"\#(Service.room)","sender":"\#(sender)","state_key":"\#(user)","#
      + #""event_id":"$FakeMember\#(membership)","origin_server_ts":1787000500000,"#
      + #""content":{"membership":"\#(membership)","displayname":"Agent"\#(isDirect ? #","is_direct":true"# : "")}"#
      + #","unsigned":{"age":5\#(unsigned)}}"#
  }

  static let tombstone = event(
    "m.room.tombstone",
    #"{"body":"This room has been replaced","replacement_room":"!gHiFakeRoom:example.org"}"#, id: "$FakeInbound11",
    more: #","state_key":"""#)

  static let encrypted = event("m.room.encrypted", #"{"algorithm":"m.megolm.v1.aes-sha2"}"#, id: "$FakeInbound12")

  static func receipt(_ event: String, by user: String = "@agent:example.org", thread: String = "main") -> String {
    #"{"ephemeral":[{"type":"m.receipt","room_id":"\#(Service.room)","content":{"\#(event)":{"m.read":{"\#(user)":"#
      + #"{"ts":1787000140000,"thread_id":"\#(thread)"}}}}}]}"#
  }

  static func typing(_ users: String...) -> String {
    let list = users.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"ephemeral":[{"type":"m.typing","room_id":"\#(Service.room)","content":{"user_ids":[\#(list)]}}]}"#
  }
}
