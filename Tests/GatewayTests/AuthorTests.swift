import Connectors
import Foundation
import JSON
import Model
import Routing
import Store
import Testing

@testable import Gateway
@testable import Inbox

/// Who wrote a message, said in front of it where the recipient's channel does not show it.
struct AuthorTests {
  private static let conversation = LaneSchedulerTests.conversation(1)
  private static let client = ClientID(UUID())
  private static let time = LaneSchedulerTests.time
  private static let table = RoutingTable(accounts: [
    RoutableAccount(name: "plain", channel: "plain", reportsDelivery: true, traits: [.text, .reply]),
    RoutableAccount(name: "rich", channel: "rich", reportsDelivery: true, traits: [.text, .formatting, .edit]),
    RoutableAccount(name: "ghosts", channel: "ghosts", reportsDelivery: true, traits: [.text, .authors]),
  ])

  private static let bruno = ConversationHead.Member(userID: "bruno", addresses: ["plain": "b"])
  private static let carla = ConversationHead.Member(userID: "carla", addresses: ["rich": "c"])
  private static let dora = ConversationHead.Member(userID: "dora", addresses: ["ghosts": "d"])
  private static let eva = ConversationHead.Member(userID: "eva", addresses: [:])

  private static func ana(_ name: String? = "Ana", addresses: [String: String] = [:]) -> ConversationHead.Member {
    .init(userID: "ana", addresses: addresses, displayName: name)
  }

  private func placed(
    _ members: [ConversationHead.Member], by sender: String = "ana", _ text: String = "Olá", format: String = "plain",
    to recipients: [String]? = nil, platformName: String? = nil
  ) throws -> OwnerBatch {
    var body: [(String, JSONValue)] = [
      ("channels", ["all"]), ("payload", ["type": "text", "text": .string(text), "format": .string(format)]),
    ]
    if let recipients { body.append(("to", .array(recipients.map(JSONValue.string)))) }
    if let platformName {
      body.append(("source", ["channel": "line", "account": "line", "sender_name": .string(platformName)]))
    }
    var context = OwnerBatch.Context()
    context.knowsAliases = true
    context.heads[Self.conversation] = ConversationHead(
      clientID: Self.client, lastSequenceNumber: 0, lastMessageAt: nil, members: members)
    var batch = OwnerBatch(
      rules: .init(planner: DeliveryPlanner(table: Self.table, defaultDeadline: 3), outcomes: [:]), now: Self.time,
      counters: [0: PartitionCounter(epoch: 1, nextPosition: 1, nextDelivery: 1)], context: context)
    try batch.decide(
      answers: [], due: [],
      envelopes: [
        Envelope(
          partition: 0, id: 1, kind: .message, clientID: Self.client, conversationID: Self.conversation,
          messageID: "m", sender: sender, body: JSONWriter.bytes(of: .object(JSONObject(body))),
          receivedAt: Self.time, expiresAt: nil)
      ]
    ) { 0.5 }
    return batch
  }

  /// What each recipient's connector is given.
  private func said(_ batch: OwnerBatch) -> [String: String] {
    var said: [String: String] = [:]
    for item in batch.planned {
      let traits = Self.table.traits(of: item.delivery.account)
      said[item.delivery.recipient] = item.words(for: traits, showsReply: false).text
    }
    return said
  }

  @Test func amongSeveralTheNameStandsInFrontWhereTheChannelDoesNotShowIt() throws {
    let batch = try placed([Self.ana(), Self.bruno, Self.carla, Self.dora, Self.eva])
    #expect(said(batch) == ["bruno": "Ana: Olá", "carla": "Ana: Olá", "dora": "Olá"])
    let notes = Dictionary(
      uniqueKeysWithValues: batch.writes.newDeliveries.map { ($0.delivery.recipient, $0.delivery.notes) })
    let told = [OperationNote(.author, .nameInFront)]
    #expect(notes == ["bruno": told, "carla": told, "dora": [], "eva": []])
    #expect(batch.planned.allSatisfy { $0.text == "Olá" }, "what is kept is what was written")
  }

  @Test func betweenTwoNothingIsAdded() throws {
    let batch = try placed([Self.ana(), Self.bruno])
    #expect(said(batch) == ["bruno": "Olá"])
    let delivery = try #require(batch.writes.newDeliveries.first?.delivery)
    #expect(delivery.author == nil && delivery.notes.isEmpty)
  }

  @Test func aMessageForOneOfSeveralSaysWhoWroteIt() throws {
    #expect(said(try placed([Self.ana(), Self.bruno, Self.carla], to: ["bruno"])) == ["bruno": "Ana: Olá"])
  }

  /// What somebody wrote who has left since could be anybody's of the two who are still there.
  @Test func whoHasLeftIsNotTakenForSomebodyElse() throws {
    let batch = try placed([Self.bruno, Self.eva], by: "gone", to: ["bruno"], platformName: "Gil")
    #expect(said(batch) == ["bruno": "Gil: Olá"])
    #expect(said(try placed([Self.bruno, Self.eva], by: "gone", to: ["bruno"])) == ["bruno": "👤: Olá"])
  }

  @Test(
    arguments: [
      ("Ana Lima", nil, "Ana Lima"), ("Ana\n\u{202E}Li\u{0}ma\u{200B}", nil, "Ana Lima"), (nil, "Aninha", "Aninha"),
      (" \u{200B} ", nil, "ana"), (nil, nil, "ana"),
      (String(repeating: "x", count: 80), nil, String(repeating: "x", count: 63) + "…"),
      ("A" + String(repeating: "a\u{301}\u{302}\u{303}\u{304}", count: 60), nil, nil),
    ] as [(String?, String?, String?)])
  func aNameIsOneShortLine(name: String?, platformName: String?, expected: String?) throws {
    let batch = try placed([Self.ana(name), Self.bruno, Self.eva], platformName: platformName)
    let author = try #require(batch.planned.first?.delivery.author)
    #expect(author.utf8.count <= ActorName.byteLimit && author.count <= ActorName.limit)
    if let expected { #expect(author == expected) } else { #expect(author.hasPrefix("A") && author.hasSuffix("…")) }
  }

  /// Also where it was another address when the id was made, and where the developer's own id is one.
  @Test(arguments: [
    ("plain:5511987654321", "5511987654321"), ("plain:5511987654321", "5521911112222"),
    ("5511987654321", "5511987654321"), ("+55 11 98765-4321", "5511987654321"),
  ])
  func nobodysAddressIsShownToOthers(userID: String, address: String) throws {
    let channel = userID.hasPrefix("plain") ? "plain" : "whatsapp"
    let stranger = ConversationHead.Member(userID: userID, addresses: [channel: address])
    let batch = try placed([stranger, Self.carla, Self.eva], by: userID)
    #expect(said(batch) == ["carla": "👤: Olá"])
  }

  @Test func aNameIsNoMarkup() throws {
    let members = [Self.ana("*A_na* <b>"), Self.carla, Self.eva]
    #expect(said(try placed(members, "**Olá**", format: "markdown"))["carla"] == #"\*A\_na\* \<b\>:"# + "\n\n**Olá**")
    #expect(said(try placed(members, "Olá", format: "markdown"))["carla"] == #"\*A\_na\* \<b\>: Olá"#)
    #expect(said(try placed(members, "<i>Olá</i>", format: "html"))["carla"] == "*A_na* &lt;b&gt;: <i>Olá</i>")
    #expect(said(try placed([Self.ana(), Self.bruno, Self.eva], "**Olá**", format: "markdown"))["bruno"] == "Ana: Olá")
  }

  @Test(arguments: ["# Olá", "- um", "1. um", "12) um", "> um", "```\nx\n```", " x"])
  func aBlockBeginsALineOfItsOwn(text: String) {
    let written = AuthorLine.of("Ana", before: WrittenText(text, .markdown))
    #expect(written == WrittenText("Ana:\n\n" + text, .markdown))
  }

  @Test(arguments: ["12 horas", "Olá", "👋 Olá", "(um)"]) func wordsGoOnInTheNamesLine(text: String) {
    #expect(AuthorLine.of("Ana", before: WrittenText(text, .markdown)).text == "Ana: " + text)
  }

  @Test func theNameStandsBeforeWhatIsQuoted() throws {
    var item = try #require(try placed([Self.ana(), Self.bruno, Self.eva]).planned.first)
    item.quotedText = "Bom dia"
    #expect(item.words(for: .text, showsReply: false).text == "Ana:\n> Bom dia\nOlá")
    #expect(item.words(for: [.text, .reply], showsReply: true).text == "Ana: Olá")
  }

  @Test func whatTheAccountSaysCounts() {
    func traits(_ authors: AuthorNames, _ capabilities: ConnectorCapabilities) -> ChannelTraits {
      ChannelTraits(
        ChannelAccount(
          name: "a", channel: "a", displayName: "A", pluginPath: "", version: "1.0.0", capabilities: capabilities,
          configuration: ChannelAccountConfiguration(name: "a", plugin: "a", authors: authors)))
    }
    #expect(traits(.auto, .sendText) == [.text] && traits(.auto, [.sendText, .personas]) == [.text, .authors])
    #expect(traits(.always, [.sendText, .personas]) == [.text])
    #expect(traits(.never, .sendText) == [.text, .authors])
  }

  // MARK: Afterwards

  /// Carla, on a channel that edits, has ana's message under the name that it went out with.
  private func edited(by user: String = "ana", author: String?, traits: ChannelTraits) throws -> LaneItem {
    let table = RoutingTable(accounts: [
      RoutableAccount(name: "rich", channel: "rich", reportsDelivery: true, traits: traits)
    ])
    let key = StoredMessage.Key(clientID: Self.client, messageID: "m")
    var context = OwnerBatch.Context()
    context.heads[Self.conversation] = ConversationHead(
      clientID: Self.client, lastSequenceNumber: 1, lastMessageAt: nil,
      members: [Self.ana("Ana Maria"), Self.bruno, Self.carla])
    context.messages[key] = StoredMessage(
      id: 1, key: key, conversationID: Self.conversation, sequenceNumber: 1, sender: "ana",
      body: MessageBody(json: Array(#"{"payload":{"type":"text","text":"Olá"}}"#.utf8)))
    let place = DeliveryKey(conversationID: Self.conversation, sequenceNumber: 1, ordinal: 0)
    var delivery = Delivery(
      key: place, recipient: "carla", channel: "rich", account: "rich", address: "former", status: .pending)
    _ = delivery.advance(to: .sent, at: Self.time)
    delivery.externalMessageID = "out"
    delivery.author = author
    context.deliveries[place] = OwnedDelivery(
      delivery: delivery, clientID: Self.client, messageID: "m", partition: 0, queueID: 1)
    var batch = OwnerBatch(
      rules: .init(planner: DeliveryPlanner(table: table, defaultDeadline: 3), outcomes: [:]), now: Self.time,
      counters: [0: PartitionCounter(epoch: 1, nextPosition: 1, nextDelivery: 10)], context: context)
    let change = MessageChange(
      kind: .edited, text: "Bom dia", userID: user, source: .api, occurredAt: Self.time)
    try batch.decide(
      answers: [], due: [],
      envelopes: [
        Envelope(
          partition: 0, id: 9, kind: .change, clientID: Self.client, conversationID: Self.conversation,
          messageID: "m", sender: nil, body: change.json, receivedAt: Self.time, expiresAt: nil)
      ]
    ) { 0.5 }
    return try #require(batch.planned.first)
  }

  @Test func anEditSaysTheNameThatItsMessageWentOutWith() throws {
    let item = try edited(author: "Ana", traits: [.text, .edit])
    let change = try #require(item.delivery.change)
    guard case .edit(let text, _) = change.outboundKind([.text, .edit], author: item.delivery.author) else {
      Issue.record("an edit is no edit")
      return
    }
    #expect(text == "Ana: Bom dia")
    let unnamed = try edited(author: nil, traits: [.text, .edit])
    #expect(unnamed.delivery.author == nil)
  }

  @Test func aCorrectionCallsItsAuthorWhatTheMessageDid() throws {
    let own = try edited(author: "Ana", traits: .text)
    #expect(DegradedText.of(try #require(own.delivery.change), isQuoted: true, excerpt: nil) == "✏️ Ana: Bom dia")
    let others = try edited(by: "bruno", author: "Ana", traits: .text)
    #expect(DegradedText.of(try #require(others.delivery.change), isQuoted: true, excerpt: nil) == "✏️ bruno: Bom dia")
  }

  @Test func whereAuthorsAreShownOrNotToBeToldACorrectionNamesNobody() throws {
    let item = try edited(author: nil, traits: [.text, .authors])
    #expect(DegradedText.of(try #require(item.delivery.change), isQuoted: true, excerpt: nil) == "✏️ Bom dia")
  }

  @Test func aChangeGoesToTheAddressOfNow() throws {
    #expect(try edited(author: nil, traits: [.text, .edit]).delivery.address == "c")
  }
}
