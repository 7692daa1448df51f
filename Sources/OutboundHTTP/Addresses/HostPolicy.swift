/// Which hosts a request may name.
public enum HostPolicy: Sendable, Hashable {
  case any
  /// Those that one of the patterns matches.
  case only([HostPattern])

  func allows(_ url: ParsedURL) -> Bool {
    switch self {
    case .any: true
    case .only(let patterns): patterns.contains { $0.matches(host: url.host, address: url.address, port: url.port) }
    }
  }
}
