import Glibc

/// The server process that a postmaster.pid speaks of.
struct Postmaster: Sendable, Hashable {
  let process: pid_t
  /// Empty while the server has not opened its socket.
  let socketDirectory: String

  /// The live server of the data directory, or nil.
  ///
  /// A process id alone proves nothing: after a restart of a container the same number is often somebody else. A server
  /// works inside its data directory, so that is what is compared.
  static func running(_ layout: ClusterLayout) -> Postmaster? {
    guard let lines = Files.read(layout.pidFile)?.split(separator: "\n", omittingEmptySubsequences: false),
      let process = lines.first.flatMap({ pid_t($0.trimmingWhitespaceInLine()) }), process > 0,
      worksIn(layout.data, process)
    else { return nil }
    return Postmaster(process: process, socketDirectory: lines.count > 4 ? String(lines[4]) : "")
  }

  /// Whether any process of a server, perhaps one that lost its postmaster, still works in the data directory.
  static func hasLeftovers(_ layout: ClusterLayout) -> Bool {
    Files.entries(of: "/proc").contains { name in
      pid_t(name).map { worksIn(layout.data, $0) } ?? false
    }
  }

  var isRunning: Bool { Files.exists("/proc/\(process)/cwd") && !isZombie }

  private var isZombie: Bool {
    // "pid (name) state ..."
    guard let text = Files.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return true }
    return text[end...].dropFirst(2).first == "Z"
  }

  private static func worksIn(_ directory: String, _ process: pid_t) -> Bool {
    guard let current = Files.linkTarget("/proc/\(process)/cwd") else { return false }
    return current == (Files.realPath(directory) ?? directory)
  }
}

extension Substring {
  fileprivate func trimmingWhitespaceInLine() -> String { String(self).trimmingWhitespace() }
}
