import Model

/// Which events an endpoint wants to hear of.
public struct EventFilter: Sendable, Hashable {
  /// Every type that the gateway tells of, as developers spell it.
  public static let knownTypes = EventType.allCases.map(\.rawValue)

  private let wantsAll: Bool
  private let types: Set<String>
  private let prefixes: [String]

  /// - Parameter patterns: each a type, a prefix that ends in `.*`, or `*`.
  public init(_ patterns: [String]) {
    wantsAll = patterns.contains("*")
    types = Set(patterns.filter { !$0.hasSuffix("*") })
    prefixes = patterns.filter { $0.hasSuffix(".*") }.map { String($0.dropLast()) }
  }

  public func matches(_ type: String) -> Bool {
    wantsAll || types.contains(type) || prefixes.contains { type.hasPrefix($0) }
  }

  /// Whether a pattern can match anything: what can not is more often a slip than meant.
  public static func isAcceptable(_ pattern: String) -> Bool {
    if pattern == "*" || knownTypes.contains(pattern) { return true }
    guard pattern.hasSuffix(".*") else { return false }
    return knownTypes.contains { $0.hasPrefix(pattern.dropLast()) }
  }
}
