import ConnectorSDK

/// Which reactions people have made: taking one back names the reaction, and no longer says to what.
///
/// The newest few thousand are kept in the host's state.
struct ReactionBook: Sendable {
  struct Reaction: Equatable {
    var event: String
    var target: String
    var sender: String
  }

  /// A value of the state is written as a whole, so many small ones are better than a large one.
  private static let shelves: UInt64 = 64
  /// In bytes.
  private static let shelfSize = 8_192

  private let host: Host

  init(_ host: Host) { self.host = host }

  func find(_ event: String) -> Reaction? { shelf(Self.key(event)).last { $0.event == event } }

  /// Keeps the reactions of one transaction: what is kept is seen only after the transaction has been answered.
  func keep(_ reactions: [Reaction]) {
    for (key, new) in Dictionary(grouping: reactions, by: { Self.key($0.event) }) {
      var lines = (shelf(key).filter { old in !new.contains { $0.event == old.event } } + new).map(Self.line)
      var size = lines.reduce(0) { $0 + $1.utf8.count + 1 }
      while size > Self.shelfSize, !lines.isEmpty { size -= lines.removeFirst().utf8.count + 1 }
      // Without state a reaction that is taken back stays.
      try? host.setState(key, lines.joined(separator: "\n"))
    }
  }

  private func shelf(_ key: String) -> [Reaction] {
    (host.state(key) ?? "").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      return words.count == 3 ? Reaction(event: words[0], target: words[1], sender: words[2]) : nil
    }
  }

  private static func line(_ reaction: Reaction) -> String {
    "\(reaction.event) \(reaction.target) \(reaction.sender)"
  }

  /// FNV-1a: the same in every life of the process, as Swift's own is not.
  private static func key(_ event: String) -> String {
    let hash = event.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return "reactions/\(hash % shelves)"
  }
}
