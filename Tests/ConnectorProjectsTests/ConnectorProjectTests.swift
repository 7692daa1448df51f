import ConnectorProjects
import Foundation
import Testing

struct ConnectorProjectTests {
  private func project(_ language: ProjectLanguage, named name: String = "my-pager") throws -> ConnectorProject {
    ConnectorProject(name: try ConnectorName(name), language: language)
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "projects-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test(arguments: ProjectLanguage.allCases) func nothingOfTheTemplatesNameIsLeft(language: ProjectLanguage) throws {
    for file in try project(language).files where !file.path.hasPrefix("vendor/") {
      for spelling in ["new-channel", "new_channel", "NewChannel", "New Channel"] {
        #expect(!file.path.contains(spelling))
        #expect(!file.text.contains(spelling), "\(file.path)")
      }
    }
  }

  @Test(arguments: [
    (ProjectLanguage.c, "connector.c"), (.rust, "src/lib.rs"), (.swift, "Sources/Connector/MyPagerConnector.swift"),
  ]) func aConnectorIsOfTwoHundredLinesAtMost(language: ProjectLanguage, path: String) throws {
    let source = try #require(try project(language).files.first { $0.path == path })
    #expect(source.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 201)
    #expect(source.text.contains("org.example.my-pager"))
  }

  /// What is vendored is what lies in this repository, byte for byte.
  @Test(arguments: [
    (ProjectLanguage.c, "vendor/chat4all/connector.h", "Sources/CConnectorABI/include/chat4all/connector.h"),
    (.c, "vendor/chat4all/test_host.h", "plugins/c/chat4all/test_host.h"),
    (.swift, "vendor/chat4all/Sources/ConnectorSDK/Connector.swift", "plugins/ConnectorSDK/Connector.swift"),
    (.rust, "vendor/chat4all-connector/src/lib.rs", "plugins/rust/chat4all-connector/src/lib.rs"),
  ]) func bringsTheLayerAlong(language: ProjectLanguage, path: String, original: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let vendored = try #require(try project(language).files.first { $0.path == path })
    #expect(vendored.text == (try String(contentsOf: root.appending(path: original), encoding: .utf8)))
  }

  @Test(arguments: ProjectLanguage.allCases) func writesEveryFile(language: ProjectLanguage) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let project = try project(language)
    let target = folder.appending(path: "pager").path
    try project.write(to: target)
    for file in project.files {
      #expect(try String(contentsOfFile: "\(target)/\(file.path)", encoding: .utf8) == file.text)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pager"])
  }

  @Test func overwritesNothing() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let kept = folder.appending(path: "kept.txt")
    try Data("mine".utf8).write(to: kept)
    for place in [folder.path, kept.path] {
      let error = #expect(throws: ConnectorProjectError.self) { try project(.c).write(to: place) }
      #expect(error?.code == .exists)
      #expect(error?.message.contains(place) == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["kept.txt"])
  }

  @Test func takesAFolderThatIsEmpty() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try project(.c).write(to: folder.path)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "connector.c").path))
  }

  @Test func leavesNothingBehindWhereItCannotWrite() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appending(path: "file"))
    let error = #expect(throws: ConnectorProjectError.self) {
      try project(.c).write(to: folder.appending(path: "file/pager").path)
    }
    #expect(error?.code == .cannotWrite)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
  }
}
