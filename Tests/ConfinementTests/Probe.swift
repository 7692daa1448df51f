import Confinement
import Foundation

/// Runs the probe, an executable that confines itself and tries one thing.
struct Probe {
  var level = Confinement.Level.bestEffort
  var memory = 256
  var openFiles = 256
  var threads = 128
  /// `user:group`, for a probe that is started by root.
  var user = "-"
  var readablePaths: [String] = []
  /// What the probe's standard input is; nil: nothing.
  var standardInput: FileHandle?

  /// What came of it.
  struct Finding {
    /// 0: it worked; else the errno of its refusal. nil: the process ended before.
    var outcome: Int32?
    /// What was had until the refusal, where that is counted.
    var count = 0
    var hasOwnNetwork = false
    /// Without those that are missing: why.
    var unavailable: [String: String] = [:]
    var enforced: Set<String> = []
    var refusal: String?
    /// The signal that ended the process.
    var signal: Int32?
  }

  struct Unreadable: Error {
    var line: String
  }

  func attempt(_ name: String, _ argument: String = "-") throws -> Finding {
    let process = Process()
    process.executableURL = Self.folder.appending(path: "ConfinementProbe")
    process.arguments =
      [level.rawValue, "\(memory)", "\(openFiles)", "\(threads)", user, name, argument] + readablePaths
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = standardInput ?? FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var finding = Finding()
    if process.terminationReason == .uncaughtSignal { finding.signal = process.terminationStatus }
    for line in text.split(separator: "\n") { try finding.read(String(line)) }
    return finding
  }

  /// Where the build puts executables and plugins: beside the tests.
  static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
}

extension Probe.Finding {
  fileprivate mutating func read(_ line: String) throws {
    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
    switch words.first {
    case "protection" where words.count == 3: enforced.insert(words[1])
    case "protection" where words.count == 4: unavailable[words[1]] = words[3]
    case "network": hasOwnNetwork = words[1] == "own"
    case "refusal": refusal = String(line.dropFirst("refusal ".count))
    case "outcome": (outcome, count) = (Int32(words[1]), Int(words[2]) ?? 0)
    default: throw Probe.Unreadable(line: line)
    }
  }
}
