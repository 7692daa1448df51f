/// The address of a callback: `/ingress/<account>`, and whatever a platform puts behind it.
struct IngressTarget: Equatable {
  static let prefix = "/ingress/"
  static let pattern = "/ingress/{account}"

  var account: String
  /// What follows the account in the path, as it came: empty, or `/…`.
  var path: String
  /// Without the question mark, as it came.
  var query: String

  /// Nil for a target that names no account. Account names are plain ASCII, so nothing is decoded.
  init?(_ target: String) {
    guard target.hasPrefix(Self.prefix) else { return nil }
    let rest = target.utf8.dropFirst(Self.prefix.utf8.count).prefix { $0 != UInt8(ascii: "#") }
    let whole = rest.prefix { $0 != UInt8(ascii: "?") }
    let name = whole.prefix { $0 != UInt8(ascii: "/") }
    guard !name.isEmpty else { return nil }
    account = String(Substring(name))
    path = String(Substring(whole.dropFirst(name.count)))
    query = String(Substring(rest.dropFirst(whole.count).dropFirst()))
  }
}
