public import Foundation

/// The postmaster of a test's cluster, to be killed and frozen.
public struct ServerProcess: Sendable {
  public let id: pid_t

  public init?(dataDirectory: String) {
    guard let text = try? String(contentsOfFile: dataDirectory + "/postgres/data/postmaster.pid", encoding: .utf8),
      let line = text.split(separator: "\n").first, let id = pid_t(line.trimmingCharacters(in: .whitespaces))
    else { return nil }
    self.id = id
  }

  /// The postmaster is a session leader; its children are in groups of their own, so they are found by their parent.
  public func send(_ signal: Int32, toGroup: Bool = false) {
    if toGroup {
      for child in children() { kill(child, signal) }
    }
    kill(id, signal)
  }

  public func waitForEnd() {
    let deadline = ContinuousClock.now + .seconds(20)
    while isRunning, ContinuousClock.now < deadline { usleep(5000) }
  }

  public var isRunning: Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return false }
    return stat[end...].dropFirst(2).first != "Z"
  }

  private func children() -> [pid_t] {
    let text = (try? String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
