import Foundation
import JSON
import OutboundHTTP

/// The server of server.py, one for the whole test run; it ends with this process.
struct WebServer: Sendable {
  let plain: Int
  /// Another origin of the same server.
  let other: Int
  /// TLS with a certificate of the tests' own authority.
  let secure: Int
  /// The same, for those with a certificate themselves.
  let mutual: Int

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
  static let authority = folder + "/authority.pem"
  static let clientCertificate = folder + "/client.pem"

  static func shared() throws -> WebServer { try started.get() }

  struct StartFailure: Error {}

  func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(plain)\(path)" }

  /// How often something has happened with the requests of a key.
  func told(_ key: String, _ what: String, by client: OutboundHTTPClient) async -> Int64? {
    guard let bytes = await body(client, .test("http://127.0.0.1:\(other)/told?key=\(key)")) else { return nil }
    return (try? JSONParser.parse(String(decoding: bytes, as: UTF8.self)))?[what]?.integerValue
  }

  private static let started = Result { () throws -> WebServer in
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", folder + "/server.py"]
    // Its end tells the server that this process has ended.
    process.standardInput = Pipe()
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw StartFailure() }
      line += piece
    }
    let ports = try JSONParser.parse(String(decoding: line, as: UTF8.self))
    func port(_ name: String) throws -> Int {
      guard let port = ports[name]?.integerValue else { throw StartFailure() }
      return Int(port)
    }
    running = process
    return try WebServer(
      plain: port("plain"), other: port("other"), secure: port("secure"), mutual: port("mutual"))
  }

  // Safe: set once, by the initialiser of `started`; only keeps the process and its pipe alive.
  private nonisolated(unsafe) static var running: Process?
}
