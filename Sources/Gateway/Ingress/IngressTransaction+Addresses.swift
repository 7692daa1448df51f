import Inbox
import Model
import Postgres
import Store

extension IngressTransaction {
  /// Looks again where letters belong whose authors somebody else has made a moment ago, perhaps under another spelling of
  /// their address: that transaction has ended by now, and its conversation is there.
  mutating func lookAgain(at letters: inout [Letter]) throws {
    guard hasMetOthers else { return }
    hasMetOthers = false
    let late = letters.indices.filter { letters[$0].ways.userID == nil }
    guard !late.isEmpty else { return }
    let found = try IngressReads.ways(from: connection.query(IngressReads.ways(late.map { letters[$0].question })))
    for (index, ways) in zip(late, found) { letters[index].ways = ways }
  }

  /// Remembers the addresses under which the platforms spoke of the letters' authors, and has the chats go by them.
  mutating func noteAddresses(of letters: [Letter], people: inout [Person: String]) throws {
    var sightings: [AddressWrites.Sighting] = []
    var chats: [Place: String] = [:]
    // What somebody wrote from last in the batch counts, also where that was known before.
    let changed = Set(letters.filter(\.ways.hasNewAddress).compactMap { people[$0.person] })
    for letter in letters {
      guard let author = people[letter.person] else { continue }
      let message = letter.message
      let isChanged = changed.contains(author)
      func sighting(of address: String, isCurrent: Bool) -> AddressWrites.Sighting {
        .init(
          clientID: letter.clientID, userID: author, channel: message.channel, address: address, isCurrent: isCurrent)
      }
      let isNew = letter.ways.userID == nil
      if isChanged { sightings.append(sighting(of: message.address, isCurrent: true)) }
      if let other = message.otherAddress, isNew || isChanged {
        sightings.append(sighting(of: other, isCurrent: false))
      }
      if message.goesByAddress, letter.ways.bound?.isMember == true { chats[letter.place] = message.chat }
    }
    let moves = chats.filter { $0.key.chat != $0.value }.map { place, chat in
      (account: place.account, from: place.chat, to: chat)
    }
    var queries = sightings.isEmpty ? [] : AddressWrites.note(sightings, at: now)
    if !moves.isEmpty { queries.append(AddressWrites.moveThreads(moves, at: now)) }
    if !queries.isEmpty { _ = try connection.pipeline(queries) }
    try joinStrangers(to: letters, people: &people)
  }

  /// Makes one person of two whose addresses a platform has told together, where one of them is nobody but that address.
  private mutating func joinStrangers(to letters: [Letter], people: inout [Person: String]) throws {
    for letter in letters {
      guard let author = people[letter.person], let other = letter.ways.otherUserID, other != author,
        let otherAddress = letter.message.otherAddress
      else { continue }
      let channel = letter.message.channel
      let merge: (merged: String, survivor: String)
      if UnknownPerson.isStranger(other, channel: channel, address: otherAddress) {
        merge = (merged: other, survivor: author)
      } else if UnknownPerson.isStranger(author, channel: channel, address: letter.message.address) {
        merge = (merged: author, survivor: other)
      } else {
        continue
      }
      let request = UserMergeRequest(
        clientID: letter.clientID, merged: merge.merged, survivor: merge.survivor, cause: .address)
      guard
        case .merged(let done, _) = try UserMerging(partitionCount: rules.partitionCount, now: now).merge(
          request, on: connection)
      else { continue }
      result.partitions.formUnion(done.partitions)
      for (person, userID) in people where userID == merge.merged && person.clientID == letter.clientID {
        people[person] = merge.survivor
      }
    }
  }
}

extension IngressTransaction.Letter {
  /// What has to be known to find its way.
  var question: IngressReads.Question {
    .init(
      clientID: clientID, channel: message.channel, address: message.address, account: account.name,
      chat: message.chat, quoted: message.event.refID, otherAddress: message.otherAddress,
      goesByAddress: message.goesByAddress)
  }
}
