import CProjectFiles

/// A file of a template, as it was when this executable was built.
struct ProjectFile: Sendable {
  /// In the project.
  var path: String
  var text: String

  /// What belongs to Chat4All, and is the same in every project.
  var isVendored: Bool { path.hasPrefix("vendor/") }

  /// The files of one language, with those that every project has; by their paths.
  static func all(of language: ProjectLanguage) -> [ProjectFile] {
    let folders = ["\(language.rawValue)/", "common/"]
    return sequence(state: 0) { number -> project_file? in
      defer { number += 1 }
      return project_file_at(number)?.pointee
    }
    .compactMap { file -> ProjectFile? in
      let path = String(cString: file.path)
      guard let folder = folders.first(where: { path.hasPrefix($0) }) else { return nil }
      let text = String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.length), as: UTF8.self)
      return ProjectFile(path: String(path.dropFirst(folder.count)), text: text)
    }
    .sorted { $0.path < $1.path }
  }
}
