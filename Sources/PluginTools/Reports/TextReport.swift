/// Results for people, line by line as they come.
package struct TextReport {
  private let library: String
  private let seed: UInt64
  private let hasColours: Bool
  private let isVerbose: Bool
  private var group: String?
  private var counts: [String: Int] = [:]
  private var total = 0
  private var failsToComplete = false

  package init(library: String, seed: UInt64, hasColours: Bool, isVerbose: Bool = false) {
    self.library = library
    self.seed = seed
    self.hasColours = hasColours
    self.isVerbose = isVerbose
  }

  /// What to print before the first check.
  package func head(_ described: LibraryReport) -> String {
    var lines = described.connectors.map { "\($0.name) \($0.version) (\($0.id), channel \($0.channel))" }
    if let problem = described.problem { lines.append("its description cannot be read: \(problem)") }
    return (lines + ["\(library), seed \(seed)"]).joined(separator: "\n") + "\n"
  }

  package mutating func lines(_ result: CheckResult) -> String {
    var lines: [String] = []
    let place = result.connector.map { "\(result.check.group.rawValue) of \($0)" } ?? result.check.group.rawValue
    if place != group {
      lines += ["", place]
      group = place
    }
    total += 1
    counts[result.ending.name, default: 0] += 1
    if result.check.id == "async.completes", result.ending.isBad { failsToComplete = true }
    let time = milliseconds(result.duration)
    switch result.ending {
    case .passed:
      lines.append("  \(coloured("passed ", 32)) \(result.check.id)\(time > 1_000 ? "  \(time) ms" : "")")
    case .skipped(let why):
      lines.append("  \(coloured("skipped", 33)) \(result.check.id): \(why)")
    case .failed(let found, let expected):
      lines.append("  \(coloured("FAILED ", 31)) \(result.check.id)")
      lines += explanation(result, "found     \(found)", "expected  \(expected)")
    case .crashed(let how):
      lines.append("  \(coloured("CRASHED", 31)) \(result.check.id)")
      lines += explanation(result, "found     the process was ended: \(how)", "expected  \(result.check.proves)")
    case .timedOut(let limit):
      lines.append("  \(coloured("TIMEOUT", 31)) \(result.check.id)")
      lines += explanation(
        result, "found     it had not ended after \(limit.components.seconds) s", "expected  \(result.check.proves)")
    }
    return lines.joined(separator: "\n")
  }

  /// The last lines.
  package func summary(took: Duration) -> String {
    let names = ["passed", "failed", "crashed", "timed_out", "skipped"]
    let parts = names.compactMap { name in
      counts[name].map { "\($0) \(name == "timed_out" ? "timed out" : name)" }
    }
    let bad = ["failed", "crashed", "timed_out"].reduce(0) { $0 + counts[$1, default: 0] }
    let hint =
      failsToComplete && bad > 1
      ? "\n\nBegin with async.completes: where an ordinary operation does not end, other checks stumble over the same thing."
      : ""
    return "\n\(total) checks: \(parts.joined(separator: ", ")) in \(tenths(took)) s\(hint)"
  }

  private func explanation(_ result: CheckResult, _ found: String, _ expected: String) -> [String] {
    var lines = [
      found, expected, "header    chat4all/connector.h, \(result.check.rule)", "mend      \(result.check.mend)",
    ]
    let channel = result.connector.map { " --connector \($0)" } ?? ""
    lines.append("again     chat4all plugin verify \(library)\(channel) --only \(result.check.id) --seed \(seed)")
    let printed = result.output.split(separator: "\n").suffix(8)
    if !printed.isEmpty { lines.append("printed   " + printed.joined(separator: "\n                    ")) }
    return lines.map { "          " + $0 }
  }

  private func coloured(_ text: String, _ colour: Int) -> String {
    hasColours ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }

  private func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
  }

  private func tenths(_ duration: Duration) -> String {
    let tenths = (milliseconds(duration) + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }
}
