/// A language in which connectors can be begun.
public enum ProjectLanguage: String, Sendable, CaseIterable {
  case c
  case swift
  case rust

  /// For people.
  public var title: String {
    switch self {
    case .c: "C"
    case .swift: "Swift"
    case .rust: "Rust"
    }
  }
}
