import CPluginTools
import Glibc

/// An empty folder for one process, in which it can leave what it likes: all of it is removed.
///
/// In `TMPDIR`, or /tmp.
final class WorkFolder {
  let path: String

  /// - Throws: `FixtureError` where none can be made.
  init() throws {
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(place.isEmpty ? "/tmp" : place)/chat4all-check-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw FixtureError("no folder for a check in \(place): \(String(cString: strerror(errno)))")
    }
    // The process finds it under this name wherever it is.
    guard let full = realpath(made, nil) else {
      throw FixtureError("no folder for a check: \(String(cString: strerror(errno)))")
    }
    path = String(cString: full)
    free(full)
  }

  deinit { remove() }

  /// Removes it with all that is in it; a process that is just being ended may still add to it.
  func remove() {
    for attempt in 0..<5 {
      if attempt > 0 { Pause.milliseconds(20) }
      plugin_tools_remove_tree(path)
      if access(path, F_OK) != 0 { return }
    }
  }
}
