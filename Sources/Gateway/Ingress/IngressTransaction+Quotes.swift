import Store

// Answers to messages whose names at their platforms are not known.
extension IngressTransaction {
  /// Makes sure that no letter answers what may just be on its way out.
  /// - Throws: ``TooEarly``.
  func checkQuotes(of letters: [Letter]) throws {
    let suspects = letters.filter { letter in
      letter.fresh.item.isPatient && letter.ways.quotedMessageID == nil
        && letter.message.event.refID.map { quoted in
          !letters.contains { $0.account.name == letter.account.name && $0.message.remoteID == quoted }
        } ?? false
    }
    guard !suspects.isEmpty else { return }
    let places = suspects.flatMap { letter in
      [letter.ways.bound, letter.ways.contacted].compactMap { way in
        way.map { (letter: letter, conversationID: $0.conversationID) }
      }
    }
    let rows = try connection.query(
      IngressReads.sendsUnderWay(
        places.map { (account: $0.letter.account.name, conversationID: $0.conversationID) }))
    let early = try rows.map { places[Int(try $0.int64(0)) - 1].letter.fresh.item.key }
    if !early.isEmpty { throw TooEarly(events: Set(early)) }
  }
}
