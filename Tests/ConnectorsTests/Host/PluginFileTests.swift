import Foundation
import Testing

@testable import Connectors

/// What may be read as a connector's library.
struct PluginFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "plugin-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func refusal(of path: String) -> String {
    do throws(ConnectorHostError) {
      return "found \(try PluginSearchPath.locate(path, in: []))"
    } catch {
      return error.message
    }
  }

  @Test func whatCouldKeepAReaderWaitingIsNoLibrary() throws {
    try inFolder { folder in
      let pipe = folder + "/pipe.so"
      #expect(mkfifo(pipe, 0o600) == 0)
      #expect(refusal(of: pipe) == "\(pipe) cannot be used: it is not a file")
      #expect(refusal(of: folder) == "\(folder) cannot be used: it is a folder")
      #expect(refusal(of: "/dev/zero") == "/dev/zero cannot be used: it is not a file")
      for path in [pipe, folder, "/dev/zero", folder + "/nothing.so"] { #expect(PluginFile.digest(of: path).isEmpty) }
    }
  }

  @Test func whatIsFarTooLargeIsNoLibrary() throws {
    try inFolder { folder in
      let path = folder + "/large.so"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      #expect(truncate(path, 60 << 30) == 0)
      #expect(refusal(of: path).hasSuffix("it has 64424509440 bytes; a library has at most 1073741824"))
      #expect(PluginFile.digest(of: path).isEmpty)
    }
  }

  @Test func filesAreToldApartByTheirContent() throws {
    try inFolder { folder in
      for (name, content) in [("one", "a"), ("same", "a"), ("other", "b")] {
        try Data(content.utf8).write(to: URL(filePath: "\(folder)/\(name).so"))
      }
      let digests = ["one", "same", "other"].map { PluginFile.digest(of: "\(folder)/\($0).so") }
      #expect(digests[0] == digests[1] && digests[0] != digests[2] && digests[0].count == 32)
    }
  }
}
