public import ConnectorSDK
import JSON

/// Matrix, as an application service of a homeserver: each author writes as a user of their own.
public struct Matrix: TextSending, WebhookReceiving, HealthReporting {
  public static let about = ConnectorDescription(
    id: "dev.chat4all.matrix", channel: "matrix", name: "Matrix", version: "1.0.0", vendor: "Chat4All",
    license: "Apache-2.0", url: "https://spec.matrix.org/latest/application-service-api/",
    features: [.readReceipts, .idempotentSend, .reply, .groups, .formatting, .personas], maxTextBytes: 65_536)

  /// The longest text of one event, in UTF-16 code units. An event has 65,536 bytes of JSON, and a text stands in it
  /// twice where it is formatted, each unit with three bytes or an escape.
  static let maximumLength = 6_000

  let settings: MatrixSettings
  let host: Host
  let server: Homeserver
  let names: MatrixNames
  let ghosts: Ghosts
  let book: RoomBook
  let directRooms: DirectRooms
  let timelines = Timelines()
  let reactions: ReactionBook

  public init(settings: MatrixSettings, host: Host) throws(ConnectorError) {
    self.settings = settings
    self.host = host
    names = MatrixNames(settings)
    server = Homeserver(settings: settings, host: host)
    ghosts = Ghosts(server, bot: names.bot)
    book = RoomBook(server, names: names)
    directRooms = DirectRooms(server, names: names, ghosts: ghosts, book: book)
    reactions = ReactionBook(host)
  }

  // MARK: Life

  public func connect() async throws(ConnectorError) {
    try await checkToken()
    try await ghosts.prepare(names.bot, named: settings.displayName, fallback: "")
  }

  public func health() async throws(ConnectorError) { try await checkToken() }

  private func checkToken() async throws(ConnectorError) {
    let answer = try await server.demand("GET", .v3("account", "whoami"))
    guard let user = answer["user_id"]?.stringValue else { throw .badConfig("homeserver_url is no homeserver") }
    guard user == names.bot else {
      throw .badConfig(
        "the homeserver knows the as_token as \(user), but sender_localpart and server_name make \(names.bot)")
    }
  }

  // MARK: Sending

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    let parts = Self.parts(of: RichText(message.text, format: message.format))
    guard !parts.isEmpty else { throw .permanent("there is no text to send") }
    let place = try await place(for: message)
    return try await host.sendParts(parts, of: message) { part, index async throws(ConnectorError) in
      var content = MessageContent(part)
      content.isSilent = message.isSilent
      content.speaksFor = place.author.speaksFor
      if index == 0, let quoted = message.replyTo, MatrixNames.isEvent(quoted) { content.replyTo = quoted }
      return try await send(
        "m.room.message", content.json, to: place, transaction: "\(message.idempotencyKey)-\(index)")
    }
  }

  static func parts(of text: RichText) -> [RichText] {
    text.split(TextSplitter(limit: maximumLength)).filter { part in !part.text.allSatisfy(\.isWhitespace) }
  }

  private func place(for message: TextMessage) async throws(ConnectorError) -> Place {
    if !message.chat.isEmpty {
      return try await place(in: message.chat, sender: message.sender, name: message.senderName)
    }
    let author = try await user(for: message.sender, name: message.senderName)
    let id = try await directRooms.enter(
      conversation: message.conversation, person: message.recipient, author: author, messageID: message.id)
    return try await place(in: id, sender: message.sender, name: message.senderName)
  }

  /// Sends an event; a user who is no longer in the room, or no longer known, is brought back once.
  func send(
    _ type: String, _ content: JSONValue, to place: Place, transaction: String
  ) async throws(ConnectorError) -> String {
    try await put(.v3("rooms", place.room, "send", type, transaction), content, at: place)
  }

  func put(_ path: ClientPath, _ content: JSONValue, at place: Place) async throws(ConnectorError) -> String {
    let user = place.author.user
    var answer = try await server.ask("PUT", path, as: ghosts.masquerade(user), body: content)
    if case .failure(let refusal) = answer, refusal.isForbidden {
      ghosts.forget(user, in: place.room)
      try await ghosts.prepare(user, named: "", fallback: place.author.name)
      try await ghosts.enter(place.room, as: user, invitedBy: place.keeper)
      answer = try await server.ask("PUT", path, as: ghosts.masquerade(user), body: content)
    }
    switch answer {
    case .success(let json):
      guard let id = json["event_id"]?.stringValue else { throw .uncertain("the homeserver's answer names no event") }
      return id
    case .failure(let refusal): throw refusal.error
    }
  }
}
