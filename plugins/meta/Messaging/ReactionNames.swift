/// What Meta calls the signs with which people react.
public enum ReactionNames {
  /// As Messenger knows them; Instagram's people may take any emoji, its accounts the heart alone.
  public static let messenger = [
    "❤": "love", "😆": "smile", "😮": "wow", "😢": "sad", "😠": "angry", "😡": "angry", "👍": "like", "👎": "dislike",
  ]
  public static let instagram = ["❤": "love"]

  private static let signs = [
    "love": "❤️", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😠", "like": "👍", "dislike": "👎",
  ]

  /// The sign of a name; nil for `other`, and for what is new.
  static func sign(of name: String) -> String? { signs[name] }
}
