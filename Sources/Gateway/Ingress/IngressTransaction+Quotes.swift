import Store

// Answers to messages whose names at their platforms are not known.
extension IngressTransaction {
  /// Makes sure that no letter answers what may just be on its way out, and looks again for what may have gone out since it
  /// was looked for.
  /// - Throws: ``TooEarly``.
  func checkQuotes(of letters: inout [Letter]) throws {
    let suspects = letters.indices.filter { index in
      let letter = letters[index]
      return letter.fresh.item.isPatient && letter.ways.quotedMessageID == nil
        && letter.message.event.refID.map { quoted in
          !letters.contains { $0.account.name == letter.account.name && $0.message.remoteID == quoted }
        } ?? false
    }
    guard !suspects.isEmpty else { return }
    let places = suspects.flatMap { index in
      [letters[index].ways.bound, letters[index].ways.contacted].compactMap { way in
        way.map { (letter: letters[index], conversationID: $0.conversationID) }
      }
    }
    // In this order: a send that ends between the two is not under way any more, and its name is there.
    let results = try connection.pipeline([
      IngressReads.sendsUnderWay(places.map { (account: $0.letter.account.name, conversationID: $0.conversationID) }),
      IngressReads.ways(suspects.map { letters[$0].question }),
    ])
    let early = try results[0].map { places[Int(try $0.int64(0)) - 1].letter.fresh.item.key }
    if !early.isEmpty { throw TooEarly(events: Set(early)) }
    for (index, ways) in zip(suspects, try IngressReads.ways(from: results[1])) { letters[index].ways = ways }
  }
}
