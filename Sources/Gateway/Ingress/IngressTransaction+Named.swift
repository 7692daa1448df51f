import Store

extension IngressTransaction {
  /// Finds the conversations that chats were made for; costs nothing where no connector names one.
  func lookUpNamed(in letters: inout [Letter]) throws {
    let places = letters.indices.filter { letters[$0].message.event.messageID != nil }
    guard !places.isEmpty else { return }
    let query = IngressReads.named(
      places.map { place in
        let letter = letters[place]
        return (
          clientID: letter.clientID, messageID: letter.message.event.messageID ?? "", author: letter.ways.userID
        )
      })
    for (index, way) in try IngressReads.named(from: connection.query(query)) {
      letters[places[index]].ways.named = way
    }
  }
}
