import Inbox
import JSON
import Model
import Postgres
import Store

extension IngressTransaction {
  /// Applies an event that changes who is where: each by itself, since what follows has to be seen in its light.
  mutating func restructure(_ fresh: Fresh) throws {
    let event = fresh.event
    if event.kind == .chatMoved, let from = event.chat, let to = event.refID {
      try move(event.account, from: from, to: to)
      return result.count(event, .routed)
    }
    let account: IngressAccount
    let clientID: ClientID
    switch owner(of: event) {
    case .success(let owner): (account, clientID) = (owner.account, owner.clientID)
    case .failure(let reason): return setAside(fresh, reason)
    }
    guard let sender = event.sender else { return result.count(event, .ignored) }
    if event.kind == .addressMoved, let to = event.refID {
      try move(clientID, channel: fresh.item.channel, from: sender, to: to)
      return result.count(event, .routed)
    }
    try changeMembers(fresh, of: account, clientID: clientID, address: sender)
  }

  /// Has a chat go by its new name, and tells the owner of its conversation, in whose memory something may wait for it.
  private mutating func move(_ account: String, from: String, to: String) throws {
    let rows = try connection.pipeline(IngressWrites.renameThread(account: account, from: from, to: to, at: now))
    guard let moved = try IngressWrites.moved(from: rows) else { return }
    let partition = partition(of: moved.conversationID)
    let move = ChatMove(conversationID: moved.conversationID, account: account, from: from, to: to)
    _ = try connection.query(
      InboxQueries.post([
        .init(
          partition: partition, kind: .rename, clientID: moved.clientID, conversationID: moved.conversationID,
          messageID: nil, body: move.json, receivedAt: now)
      ]))
    result.partitions.insert(partition)
  }

  /// Gives somebody their new address, and has everything follow them there.
  private mutating func move(_ client: ClientID, channel: String, from: String, to: String) throws {
    guard
      let userID = try AddressWrites.move(
        client: client, channel: channel, from: from, to: to, at: now, on: connection)
    else { return }
    let person = AddressMoves.Person(clientID: client, userID: userID, channel: channel, from: from, to: to)
    result.partitions.formUnion(
      try AddressMoves.follow(person, accounts: rules.accounts(of: channel), at: now, on: connection))
  }

  private mutating func changeMembers(
    _ fresh: Fresh, of account: IngressAccount, clientID: ClientID, address: String
  ) throws {
    let event = fresh.event
    let question = IngressReads.Question(
      clientID: clientID, channel: fresh.item.channel, address: address, account: account.name, chat: event.chat ?? "",
      quoted: nil)
    let ways = try IngressReads.ways(from: connection.query(IngressReads.ways([question])))[0]
    // Who comes and goes in a chat that nobody has written in yet concerns no conversation.
    guard let thread = ways.bound, thread.isGroup, !ways.isForeign else { return result.count(event, .ignored) }
    var postings: [InboxQueries.Posting] = []
    if event.kind == .memberJoined {
      let person = Person(clientID: clientID, channel: fresh.item.channel, address: address)
      guard let userID = try ways.userID ?? make([(person: person, name: event.senderName)])[person] else {
        return result.count(event, .ignored)
      }
      try join(
        [.init(clientID: clientID, conversationID: thread.conversationID, userID: userID)], announcing: &postings)
    } else if let userID = ways.userID {
      let membership = IngressWrites.Membership(
        clientID: clientID, conversationID: thread.conversationID, userID: userID)
      if try connection.query(IngressWrites.leave(membership)).affectedRows > 0 {
        postings.append(
          .init(
            partition: partition(of: thread.conversationID), kind: .event, clientID: clientID,
            conversationID: thread.conversationID, messageID: nil,
            body: JSONWriter.bytes(of: ["type": "conversation.member_left", "user_id": .string(userID)]),
            receivedAt: now))
      }
    }
    if !postings.isEmpty {
      _ = try connection.query(InboxQueries.post(postings))
      result.partitions.formUnion(postings.map(\.partition))
    }
    result.count(event, .routed)
  }
}
