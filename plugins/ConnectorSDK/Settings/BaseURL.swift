/// The address of a server, to which paths are appended.
enum BaseURL {
  /// Whether it is `http` or `https`, a host, maybe a port and a path, and nothing else.
  static func isValid(_ url: String) -> Bool {
    guard let scheme = ["https://", "http://"].first(where: { url.hasPrefix($0) }) else { return false }
    let rest = url.utf8.dropFirst(scheme.utf8.count)
    let host = rest.prefix { $0 != UInt8(ascii: "/") }
    let isPlain = rest.allSatisfy { byte in
      byte > 0x20 && byte < 0x7F && !#"@?#\"<>"#.utf8.contains(byte)
    }
    return isPlain && !host.isEmpty && host.first != UInt8(ascii: ":")
  }
}
