import Connectors
import Inbox
import JSON
import Model
import Postgres
import Store

extension IngressTransaction {
  /// A message and what is known of where it belongs.
  struct Letter {
    var fresh: Fresh
    var message: InboundMessage
    var account: IngressAccount
    var clientID: ClientID
    var ways = IngressReads.Ways()

    var place: Place { Place(account: account.name, chat: ways.chat ?? message.chat) }
    var person: Person { Person(clientID: clientID, channel: message.channel, address: message.address) }
  }

  /// An edit, a deletion or a reaction.
  private struct Change {
    var fresh: Fresh
    var kind: MessageChange.Kind
    var target: IngressReads.Target?
  }

  struct Place: Hashable {
    var account: String
    var chat: String
  }

  struct Person: Hashable {
    var clientID: ClientID
    var channel: String
    var address: String
  }

  /// A platform's name for a message of this batch.
  private struct Name: Hashable {
    var account: String
    var remoteID: String
  }

  /// Routes events of which none changes what the others mean.
  mutating func route(_ segment: ArraySlice<Fresh>) throws {
    var letters: [Letter] = []
    var changes: [Change] = []
    var receipts: [ReceiptStore.Receipt] = []
    var watermarks: [ReceiptStore.Watermark] = []
    for fresh in segment {
      let event = fresh.event
      switch event.kind {
      case .message where event.isEcho: result.count(event, .echo)
      case .message:
        switch owner(of: event) {
        case .success(let (account, clientID)):
          letters.append(
            Letter(
              fresh: fresh, message: InboundMessage(event: event, channel: fresh.item.channel), account: account,
              clientID: clientID))
        case .failure(let reason): setAside(fresh, reason)
        }
      case .edited: changes.append(Change(fresh: fresh, kind: .edited))
      case .deleted: changes.append(Change(fresh: fresh, kind: .deleted))
      case .reaction: changes.append(Change(fresh: fresh, kind: .reaction))
      case .sent, .delivered, .read, .failed:
        guard let receipt = ReceiptStore.Receipt(event) else {
          setAside(fresh, .noReference)
          continue
        }
        receipts.append(receipt)
        result.count(event, .routed)
      case .deliveredUpTo, .readUpTo:
        if let watermark = ReceiptStore.Watermark(event, channel: fresh.item.channel) { watermarks.append(watermark) }
        result.count(event, .routed)
      case .typing, .memberJoined, .memberLeft, .chatMoved, .addressMoved, .other: result.count(event, .ignored)
      }
    }
    try route(&letters, &changes)
    if !receipts.isEmpty { result.partitions.formUnion(try ReceiptStore.ingest(receipts, on: connection)) }
    if !watermarks.isEmpty {
      result.partitions.formUnion(try ReceiptStore.ingest(watermarks: watermarks, on: connection))
    }
  }

  private mutating func route(_ letters: inout [Letter], _ changes: inout [Change]) throws {
    guard !letters.isEmpty || !changes.isEmpty else { return }
    try lookUp(&letters, &changes)
    try checkQuotes(of: &letters)
    try redeemLinkCodes(in: &letters)
    try lookUpNamed(in: &letters)
    letters = letters.filter { hasSomewhereToGo($0) }
    var people = try people(of: letters)
    try lookAgain(at: &letters)
    try noteAddresses(of: letters, people: &people)
    var postings: [InboxQueries.Posting] = []
    let destinations = try destinations(of: letters, people: &people, announcing: &postings)

    var remotes: [IngressWrites.RemoteMessage] = []
    var names: [Name: IngressReads.Target] = [:]
    for (letter, conversation) in zip(letters, destinations) {
      guard let conversation, let author = people[letter.person] else { continue }
      let message = letter.message
      let quoted = message.event.refID.flatMap { names[Name(account: letter.account.name, remoteID: $0)] }
      let replyTo = letter.ways.quotedMessageID ?? (quoted?.conversationID == conversation ? quoted?.messageID : nil)
      let target = IngressReads.Target(
        clientID: letter.clientID, conversationID: conversation, messageID: message.messageID, actorID: nil)
      names[Name(account: letter.account.name, remoteID: message.remoteID)] = target
      remotes.append(
        .init(
          account: letter.account.name, remoteID: message.remoteID, clientID: letter.clientID,
          messageID: target.messageID, conversationID: conversation, author: author, chat: message.chat))
      postings.append(
        .init(
          partition: partition(of: conversation), kind: .message, clientID: letter.clientID,
          conversationID: conversation, messageID: target.messageID, sender: author,
          body: message.body(replyTo: replyTo).json, receivedAt: letter.fresh.item.receivedAt,
          fingerprint: message.fingerprint))
      result.count(message.event, .routed)
    }
    for change in changes {
      let event = change.fresh.event
      let target =
        change.target ?? event.refID.flatMap { names[Name(account: event.account, remoteID: $0)] }
      guard let target else {
        setAside(change.fresh, .unknownMessage, waitingFor: event.refID)
        continue
      }
      postings.append(posting(change, about: target, people: people))
      result.count(event, .routed)
    }

    var queries: [Query] = []
    if !postings.isEmpty { queries.append(InboxQueries.post(postings)) }
    if !remotes.isEmpty { queries.append(IngressWrites.remember(remotes)) }
    _ = try connection.pipeline(queries)
    result.partitions.formUnion(postings.map(\.partition))
  }

  /// Whether a letter can be routed; nobody is made for one that cannot.
  private mutating func hasSomewhereToGo(_ letter: Letter) -> Bool {
    guard letter.account.defaultMember == nil,
      case .new = ThreadRule.destination(letter.ways, isGroup: letter.message.event.isGroup)
    else { return true }
    setAside(letter.fresh, .noDefaultMember)
    return false
  }

  func partition(of conversation: ConversationID) -> Int16 { conversation.partition(of: rules.partitionCount) }

  private func posting(
    _ change: Change, about target: IngressReads.Target, people: [Person: String]
  ) -> InboxQueries.Posting {
    let event = change.fresh.event
    let channel = change.fresh.item.channel
    let actor = event.sender.map { address in
      target.actorID ?? people[Person(clientID: target.clientID, channel: channel, address: address)]
        ?? UnknownPerson.userID(channel: channel, address: address)
    }
    let body = MessageChange(
      kind: change.kind, text: event.text ?? "", format: MessageFormat(event.format), userID: actor,
      source: MessageSource(channel: channel, account: event.account),
      occurredAt: Timestamp(microseconds: event.occurredAt))
    return .init(
      partition: partition(of: target.conversationID), kind: .change, clientID: target.clientID,
      conversationID: target.conversationID, messageID: target.messageID, body: body.json,
      receivedAt: change.fresh.item.receivedAt)
  }

  // MARK: Looking up

  private func lookUp(_ letters: inout [Letter], _ changes: inout [Change]) throws {
    var queries: [Query] = []
    if !letters.isEmpty {
      queries.append(IngressReads.ways(letters.map(\.question)))
    }
    if !changes.isEmpty {
      queries.append(
        IngressReads.targets(
          changes.map { change in
            let event = change.fresh.event
            let clientID = try? owner(of: event).get().clientID
            return .init(
              account: event.account, remoteID: event.refID, clientID: clientID, messageID: event.messageID,
              channel: change.fresh.item.channel, actor: event.sender)
          }))
    }
    var results = try connection.pipeline(queries)[...]
    if !letters.isEmpty {
      for (index, ways) in try IngressReads.ways(from: results.removeFirst()).enumerated() {
        letters[index].ways = ways
      }
    }
    if !changes.isEmpty {
      for (index, target) in try IngressReads.targets(from: results.removeFirst()) { changes[index].target = target }
    }
  }

  /// Who wrote the letters; those who are new are made.
  private mutating func people(of letters: [Letter]) throws -> [Person: String] {
    var people: [Person: String] = [:]
    var strangers: [Person: String?] = [:]
    for letter in letters {
      if let id = letter.ways.userID {
        people[letter.person] = id
      } else if strangers[letter.person] == nil || letter.message.event.senderName != nil {
        strangers[letter.person] = .some(letter.message.event.senderName)
      }
    }
    let names = strangers.map { (person: $0.key, name: $0.value) }
    return people.merging(try make(names)) { known, _ in known }
  }

  /// Makes people at addresses that nobody had, or finds those whom another node has just made.
  mutating func make(_ strangers: [(person: Person, name: String?)]) throws -> [Person: String] {
    var made: [Person: String] = [:]
    var left = strangers
    for makeID in [UnknownPerson.userID(channel:address:), UnknownPerson.otherUserID(channel:address:)] {
      guard !left.isEmpty else { break }
      let rows = left.map { stranger in
        IngressWrites.Person(
          clientID: stranger.person.clientID,
          userID: makeID(stranger.person.channel, stranger.person.address), channel: stranger.person.channel,
          address: stranger.person.address, displayName: stranger.name)
      }
      let results = try connection.pipeline(IngressWrites.make(rows, at: now))
      if results[0].affectedRows < rows.count { hasMetOthers = true }
      let holders = try IngressWrites.holders(from: results.last!)
      for (index, userID) in holders { made[left[index].person] = userID }
      left = left.filter { made[$0.person] == nil }
    }
    return made
  }

  // MARK: Where they belong

  /// The conversation of each letter; nil for one that has to wait. New ones are made, and announced.
  private mutating func destinations(
    of letters: [Letter], people: inout [Person: String], announcing postings: inout [InboxQueries.Posting]
  ) throws -> [ConversationID?] {
    let choices = letters.map { ThreadRule.destination($0.ways, isGroup: $0.message.event.isGroup) }
    let members = try defaultMembers(of: letters, choices: choices, people: &people)
    var destinations = [ConversationID?](repeating: nil, count: letters.count)
    var founders: [Place: IngressWrites.NewThread] = [:]
    var places: [MergedUsers.Key: [String: Place]] = [:]
    var waiting: [(index: Int, place: Place)] = []
    var joining: [IngressWrites.Membership] = []
    for (index, letter) in letters.enumerated() {
      guard let author = people[letter.person] else {
        setAside(letter.fresh, .addressTaken)
        continue
      }
      switch choices[index] {
      case .conversation(let id, let joins):
        destinations[index] = id
        if joins { joining.append(.init(clientID: letter.clientID, conversationID: id, userID: author)) }
      case .new(let former):
        var place = letter.place
        if letter.message.goesByAddress {
          // Two addresses of one person in one batch have one chat.
          let key = MergedUsers.Key(clientID: letter.clientID, userID: author)
          place = places[key]?[letter.account.name] ?? place
          places[key, default: [:]][letter.account.name] = place
        }
        if founders[place] == nil {
          guard let member = members[index], member != author else {
            setAside(letter.fresh, .defaultMemberWrote)
            continue
          }
          founders[place] = newThread(for: letter, at: place, author: author, member: member, former: former)
        }
        waiting.append((index: index, place: place))
      }
    }

    let bound = try bind(Array(founders.values), announcing: &postings)
    for (index, place) in waiting {
      guard let thread = bound[place], let author = people[letters[index].person] else { continue }
      destinations[index] = thread.conversationID
      guard thread.isGroup else { continue }
      joining.append(
        .init(clientID: letters[index].clientID, conversationID: thread.conversationID, userID: author))
    }
    try join(joining, announcing: &postings)
    return destinations
  }

  /// With whom each letter's author gets a new conversation, where one is needed. Whoever is written down as a member is
  /// kept from being merged until that is committed; those who have been are called what they are by now.
  private func defaultMembers(
    of letters: [Letter], choices: [ThreadRule.Destination], people: inout [Person: String]
  ) throws -> [String?] {
    var concerned: [MergedUsers.Key] = []
    for (letter, choice) in zip(letters, choices) {
      if case .conversation(_, joins: false) = choice { continue }
      concerned += [people[letter.person], letter.account.defaultMember].compactMap { $0 }
        .map { MergedUsers.Key(clientID: letter.clientID, userID: $0) }
    }
    let renamed = try MergedUsers.locked(concerned, on: connection)
    func present(_ userID: String, of client: ClientID) -> String {
      renamed[.init(clientID: client, userID: userID)] ?? userID
    }
    people = Dictionary(uniqueKeysWithValues: people.map { ($0.key, present($0.value, of: $0.key.clientID)) })
    return letters.map { letter in letter.account.defaultMember.map { present($0, of: letter.clientID) } }
  }

  private func newThread(
    for letter: Letter, at place: Place, author: String, member: String, former: ConversationID?
  ) -> IngressWrites.NewThread {
    let event = letter.message.event
    let conversation = Conversation(
      conversationID: ConversationID(.version7(at: now)), type: event.isGroup ? .group : .private,
      members: [author, member],
      metadata: JSONObject(event.chatTitle.map { [("title", .string($0))] } ?? []), createdAt: now, updatedAt: now)
    return IngressWrites.NewThread(
      account: place.account, chat: place.chat, clientID: letter.clientID,
      userID: event.isGroup ? nil : author, conversation: conversation,
      partition: partition(of: conversation.conversationID), former: former)
  }

  /// Binds chats to new conversations and makes those, unless another node was first; says what each chat is bound to.
  private func bind(
    _ threads: [IngressWrites.NewThread], announcing postings: inout [InboxQueries.Posting]
  ) throws -> [Place: (conversationID: ConversationID, isGroup: Bool)] {
    guard !threads.isEmpty else { return [:] }
    let bound = try IngressWrites.bound(from: connection.pipeline(IngressWrites.bind(threads, at: now)).last!)
    var places: [Place: (conversationID: ConversationID, isGroup: Bool)] = [:]
    var own: [IngressWrites.NewThread] = []
    for (index, thread) in threads.enumerated() {
      guard let found = bound[index] else { continue }
      let isOwn = found.conversationID == thread.conversation.conversationID
      if isOwn { own.append(thread) }
      places[Place(account: thread.account, chat: thread.chat)] = (
        conversationID: found.conversationID,
        isGroup: isOwn ? thread.conversation.type == .group : found.isGroup ?? false
      )
    }
    guard !own.isEmpty else { return places }
    let members = own.flatMap { thread in
      thread.conversation.members.map {
        IngressWrites.Membership(
          clientID: thread.clientID, conversationID: thread.conversation.conversationID, userID: $0)
      }
    }
    _ = try connection.pipeline([
      IngressWrites.mention(members.map { (clientID: $0.clientID, userID: $0.userID) }, at: now),
      IngressWrites.makeConversations(own, at: now), IngressWrites.join(members, at: now),
    ])
    postings += own.map { thread in
      .init(
        partition: thread.partition, kind: .event, clientID: thread.clientID,
        conversationID: thread.conversation.conversationID, messageID: nil,
        body: JSONWriter.bytes(of: [
          "type": "conversation.created", "conversation_type": .string(thread.conversation.type.name),
          "members": .array(thread.conversation.members.map(JSONValue.string)), "account": .string(thread.account),
        ]), receivedAt: now)
    }
    return places
  }

  /// Adds members to groups, and announces those who were none.
  func join(
    _ members: [IngressWrites.Membership], announcing postings: inout [InboxQueries.Posting]
  ) throws {
    let members = Array(Set(members))
    guard !members.isEmpty else { return }
    let clients = Dictionary(members.map { ($0.conversationID, $0.clientID) }) { first, _ in first }
    for joined in try IngressWrites.joined(from: connection.query(IngressWrites.join(members, at: now))) {
      guard let clientID = clients[joined.conversationID] else { continue }
      postings.append(
        .init(
          partition: partition(of: joined.conversationID), kind: .event, clientID: clientID,
          conversationID: joined.conversationID, messageID: nil,
          body: JSONWriter.bytes(of: ["type": "conversation.member_joined", "user_id": .string(joined.userID)]),
          receivedAt: now))
    }
  }
}

extension ReceiptStore.Receipt {
  /// Nil for what is no report about a message that was sent.
  init?(_ event: ConnectorEvent) {
    let status: DeliveryStatus
    switch event.kind {
    case .sent: status = .sent
    case .delivered: status = .delivered
    case .read: status = .read
    case .failed: status = .failed
    default: return nil
    }
    guard let reference = event.refID, !reference.isEmpty else { return nil }
    self.init(
      account: event.account, externalMessageID: reference, status: status,
      occurredAt: Timestamp(microseconds: event.occurredAt), detail: event.detail)
  }
}

extension ReceiptStore.Watermark {
  fileprivate init?(_ event: ConnectorEvent, channel: String) {
    guard let until = event.until, let address = event.sender ?? event.chat else { return nil }
    self.init(
      account: event.account, channel: channel, address: address,
      status: event.kind == .readUpTo ? .read : .delivered, until: Timestamp(microseconds: until),
      occurredAt: Timestamp(microseconds: event.occurredAt))
  }
}
