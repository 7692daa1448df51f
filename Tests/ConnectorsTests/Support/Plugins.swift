import Foundation

/// Builds connectors from their C sources, once per test run.
enum Plugins {
  struct BuildFailure: Error, CustomStringConvertible {
    var description: String
  }

  static let package: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url
  }()

  /// A folder with libchat4all-echo.so and libchat4all-chaos.so.
  static func directory() throws -> String { try shipped.get() }

  private static let shipped = Result {
    // Exit tests run in a child of this process, and use what it has built.
    if let built = ProcessInfo.processInfo.environment["CHAT4ALL_TEST_PLUGINS"] { return built }
    let folder = try temporaryFolder()
    for name in ["echo", "chaos"] {
      let sources = try FileManager.default.contentsOfDirectory(
        at: package.appending(path: "plugins/\(name)"), includingPropertiesForKeys: nil)
      try compile(sources.filter { $0.pathExtension == "c" }, to: folder + "/libchat4all-\(name).so")
    }
    setenv("CHAT4ALL_TEST_PLUGINS", folder, 1)
    return folder
  }

  /// Builds a library from source text; returns its path.
  static func build(_ source: String, name: String = "plugin") throws -> String {
    let folder = try temporaryFolder()
    let file = URL(fileURLWithPath: folder).appending(path: name + ".c")
    try source.write(to: file, atomically: true, encoding: .utf8)
    let library = folder + "/libchat4all-\(name).so"
    try compile([file], to: library)
    return library
  }

  /// A new folder, which goes away with the process.
  static func temporaryFolder() throws -> String {
    let folder = root.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  private static let root: URL = {
    atexit { try? FileManager.default.removeItem(at: Plugins.root) }
    return FileManager.default.temporaryDirectory.appending(path: "chat4all-connectors-\(getpid())")
  }()

  private static func compile(_ sources: [URL], to library: String) throws {
    try run(
      "cc",
      [
        "-std=gnu11", "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-Werror", "-fPIC", "-shared",
        "-fvisibility=hidden", "-I", include, "-Wl,--version-script=\(package.path)/plugins/connector.map", "-o",
        library,
      ] + sources.map(\.path)
    )
  }

  static var include: String { package.appending(path: "Sources/CConnectorABI/include").path }

  @discardableResult
  static func run(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw BuildFailure(description: "\(tool): \(text)") }
    return text
  }
}
