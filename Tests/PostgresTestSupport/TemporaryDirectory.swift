import Foundation
import Logging
public import Postgres

/// Directories for clusters: short, since a socket's address has little room, and open to user postgres.
public enum TemporaryDirectory {
  public static func make(_ name: String) throws -> String {
    let path = "/tmp/pgt-\(UUID().uuidString.prefix(8))-\(name)"
    try FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755]
    )
    return path
  }

  /// A cluster of the test's own, stopped and removed afterwards.
  public static func withCluster<Value: Sendable>(
    _ name: String = "cluster",
    settings: [String: String] = [:],
    _ body: @Sendable (LocalCluster, String) async throws -> Value
  ) async throws -> Value {
    let directory = try make(name)
    let cluster = LocalCluster(
      dataDirectory: directory,
      settings: ["shared_buffers": "16MB"].merging(settings) { $1 },
      logger: .quiet
    )
    let result: Result<Value, any Error>
    do { result = .success(try await body(cluster, directory)) } catch { result = .failure(error) }
    if let process = ServerProcess(dataDirectory: directory) {
      process.send(SIGCONT, toGroup: true)
      process.send(SIGINT)
      process.waitForEnd()
    }
    try? FileManager.default.removeItem(atPath: directory)
    return try result.get()
  }
}
