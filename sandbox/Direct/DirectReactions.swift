/// The platforms' names of reactions.
enum DirectReactions {
  private static let names = [
    "❤": "love", "😆": "smile", "😮": "wow", "😢": "sad", "😠": "angry", "👍": "like", "👎": "dislike",
  ]

  /// The name of a sign: `other` for one without.
  static func name(of emoji: String) -> String {
    names[String(String.UnicodeScalarView(emoji.unicodeScalars.filter { $0 != "\u{FE0F}" }))] ?? "other"
  }

  /// The sign that a business asks for by a name; nil for what is no name of a reaction.
  static func sign(of name: String) -> String? { names.first { $0.value == name }?.key }
}
