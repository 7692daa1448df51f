import ArgumentParser

/// Where `plugin run` listens: `8080`, `127.0.0.1:8080`, `[::1]:8080`, `0.0.0.0:0`. Port 0 picks a free one.
struct ListenAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
  var host: String
  var port: Int

  /// This machine alone, at a free port.
  static let loopback = Self(host: "127.0.0.1", port: 0)

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    var host = Self.loopback.host
    var port = argument[...]
    if let colon = argument.lastIndex(of: ":") {
      host = String(argument[..<colon])
      port = argument[argument.index(after: colon)...]
      if host.hasPrefix("["), host.hasSuffix("]") {
        host = String(host.dropFirst().dropLast())
      } else if host.contains(":") {
        return nil
      }
    }
    guard !host.isEmpty, let number = UInt16(port) else { return nil }
    self.init(host: host, port: Int(number))
  }

  /// As it is written: `127.0.0.1:8080`, `[::1]:8080`.
  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Such as `http://127.0.0.1:8080`.
  var url: String { "http://\(self)" }
}
