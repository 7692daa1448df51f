import Foundation

/// A project for a new connector: one that builds, passes its own tests and works, to be changed from there.
public struct ConnectorProject: Sendable {
  public let name: ConnectorName
  public let language: ProjectLanguage

  public init(name: ConnectorName, language: ProjectLanguage) {
    self.name = name
    self.language = language
  }

  /// The files with their texts, by their paths in the project.
  public var files: [(path: String, text: String)] {
    ProjectFile.all(of: language).map { file in
      file.isVendored ? (file.path, file.text) : (name.replacing(in: file.path), name.replacing(in: file.text))
    }
  }

  /// Writes the project into a folder that is new, or empty. It appears there as a whole, or not at all.
  ///
  /// - Throws: `ConnectorProjectError`.
  public func write(to directory: String) throws(ConnectorProjectError) {
    let target = URL(fileURLWithPath: directory).standardizedFileURL
    try Self.requireFree(target, named: directory)
    let draft = target.deletingLastPathComponent().appending(
      path: ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
    do {
      defer { try? FileManager.default.removeItem(at: draft) }
      for file in files {
        let path = draft.appending(path: file.path)
        try FileManager.default.createDirectory(
          at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: path)
      }
      // Over an empty folder, too; over anything else it fails.
      guard rename(draft.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      throw ConnectorProjectError(
        code: .cannotWrite, message: "'\(directory)' cannot be written: \(error.localizedDescription)")
    }
  }

  private static func requireFree(_ target: URL, named directory: String) throws(ConnectorProjectError) {
    guard FileManager.default.fileExists(atPath: target.path) else { return }
    if let there = try? FileManager.default.contentsOfDirectory(atPath: target.path), there.isEmpty { return }
    throw ConnectorProjectError(
      code: .exists,
      message: "'\(directory)' exists already, and nothing in it is overwritten: name another folder with --directory")
  }
}
