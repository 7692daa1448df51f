/// An address that callbacks go to: `http://host:port/path?query`.
struct HTTPTarget: Hashable, Sendable {
  var host: String
  var port: Int
  /// Path and query, beginning with a slash.
  var uri: String

  /// Nil where the text is no http URL; https is not spoken here.
  init?(_ url: String) {
    guard url.lowercased().hasPrefix("http://") else { return nil }
    let rest = url.dropFirst("http://".count)
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    var authority = rest[..<end]
    guard !authority.contains("@"), !authority.isEmpty else { return nil }
    port = 80
    let colon = authority.lastIndex(of: ":")
    if let colon, authority[colon...].dropFirst().allSatisfy(\.isNumber) {
      guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
        return nil
      }
      port = number
      authority = authority[..<colon]
    }
    host = String(authority.hasPrefix("[") ? authority.dropFirst().dropLast() : authority)
    guard !host.isEmpty, !host.contains(" ") else { return nil }
    let place = rest[end...]
    uri = place.isEmpty ? "/" : place.hasPrefix("?") ? "/" + place : String(place)
  }

  /// What the Host header says.
  var authority: String {
    (host.contains(":") ? "[\(host)]" : host) + (port == 80 ? "" : ":\(port)")
  }

  func with(uri: String) -> HTTPTarget {
    var copy = self
    copy.uri = uri
    return copy
  }
}
