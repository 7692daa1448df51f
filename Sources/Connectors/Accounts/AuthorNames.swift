/// Whether messages begin with their author's name in conversations of more than two people.
public enum AuthorNames: String, Sendable, Hashable, CaseIterable {
  /// Where the channel does not show authors by itself.
  case auto
  case always
  case never
}
