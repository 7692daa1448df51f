import Connectors
import Glibc
package import JSON

/// Runs checks on a library, each in a process of its own.
package struct Verification: Sendable {
  package var library: String
  /// The channel or id of the connector to check; nil is all that the library has.
  package var connector: String?
  package var seed: UInt64
  /// Ids of checks, or names of groups; empty is all.
  package var only: [String] = []
  /// Over the made-up ones.
  package var settings: [String: JSONValue] = [:]
  package var fixtures: String?
  package var recipient: String?
  /// A folder for what the check `hostile.transcripts` compares; nil keeps nothing.
  package var transcripts: String?
  /// How long one check may take.
  package var timeout = Duration.seconds(20)
  /// Address space of a check's process, in bytes.
  package var memoryLimit: UInt64 = 4 << 30
  /// Processes at once.
  package var width = 2

  package init(library: String, seed: UInt64) {
    self.library = library
    self.seed = seed
  }

  /// Says what the library holds.
  ///
  /// - Throws: `UnusableInput` for what is no file, or for fixtures that cannot be read.
  package func describe() throws -> LibraryReport {
    try checkInput()
    let plan = CheckPlan(task: .describe, library: Self.absolute(library), seed: seed, memoryLimit: memoryLimit)
    let process = try ChildProcess(arguments: CheckChild.arguments, input: plan.bytes)
    let (ending, _) = try wait(for: process)
    guard ending == nil, let json = try? JSONParser.parse(process.verdictBytes) else {
      return LibraryReport(problem: "loading it: \(ending.map(Self.text) ?? "the process said nothing")")
    }
    return LibraryReport(json)
  }

  /// Runs the checks; `report` gets each result in the order of the catalogue, as early as that allows.
  package func run(_ described: LibraryReport, report: (CheckResult) -> Void) throws {
    var checks = try selectedChecks()
    // Whatever was asked for: of what cannot be read nothing is right.
    if described.problem != nil, !checks.contains(where: { $0.id == DescriptorChecks.readable.id }) {
      let place = checks.firstIndex { $0.group != .static && $0.group != .load } ?? checks.endIndex
      checks.insert(DescriptorChecks.readable, at: place)
    }
    let connectors = try selectedConnectors(described)
    try checkSettings(connectors.compactMap { index, _ in described.connectors.dropFirst(index).first })
    var jobs: [Job] = []
    for check in checks where check.group == .static || check.group == .load {
      jobs.append(Job(check: check, connector: nil, index: 0))
    }
    for (index, channel) in connectors {
      for check in checks where check.group != .static && check.group != .load {
        var job = Job(check: check, connector: channel, index: index)
        if let problem = described.problem, check.id != DescriptorChecks.readable.id {
          job.result = .skipped(why: "the library's description cannot be read: \(problem)")
        }
        jobs.append(job)
      }
    }
    try run(&jobs, report: report)
  }

  // MARK: -

  private struct Job {
    var check: Check
    var connector: String?
    var index: Int
    var process: ChildProcess?
    var result: CheckEnding?
    var duration = Duration.zero
    var output = ""
  }

  private func run(_ jobs: inout [Job], report: (CheckResult) -> Void) throws {
    var reported = 0
    var started = 0
    var isAtFault = false
    while reported < jobs.count {
      try Interruption.check()
      var running = 0
      for index in jobs.indices.prefix(started) where jobs[index].result == nil {
        try look(after: &jobs[index])
        if jobs[index].result == nil { running += 1 }
      }
      while running < width, started < jobs.count {
        if jobs[started].result == nil {
          jobs[started].process = try ChildProcess(arguments: CheckChild.arguments, input: plan(jobs[started]).bytes)
          running += 1
        }
        started += 1
      }
      while reported < jobs.count, var ending = jobs[reported].result {
        let job = jobs[reported]
        // What the file or its loading has shown already need not be said twice.
        if isAtFault, ending.isBad, job.check.id == DescriptorChecks.readable.id {
          ending = .skipped(why: "the library cannot be used, as a check above says")
        }
        isAtFault = isAtFault || ending.isBad
        report(
          CheckResult(
            check: job.check, connector: job.connector, ending: ending, duration: job.duration, output: job.output))
        reported += 1
      }
      if running > 0 { Pause.milliseconds(1) }
    }
  }

  private func look(after job: inout Job) throws {
    guard let process = job.process else { return }
    if let ending = process.poll() {
      job.result = Self.ending(ending, process.verdictBytes)
    } else if process.age > timeout {
      process.kill()
      job.result = .timedOut(after: timeout)
    } else {
      return
    }
    job.duration = process.age
    job.output = process.printed
    job.process = nil
  }

  private func wait(for process: ChildProcess) throws -> (CheckEnding?, String) {
    while true {
      try Interruption.check()
      if let ending = process.poll() {
        if case .exited(0) = ending { return (nil, process.printed) }
        return (Self.ending(ending, []), process.printed)
      }
      if process.age > timeout {
        process.kill()
        return (.timedOut(after: timeout), process.printed)
      }
      Pause.milliseconds(1)
    }
  }

  private func plan(_ job: Job) -> CheckPlan {
    var plan = CheckPlan(task: .check, library: Self.absolute(library), seed: seed, memoryLimit: memoryLimit)
    plan.check = job.check.id
    plan.connector = job.index
    plan.settings = settings
    plan.fixtures = fixtures.map(Self.absolute)
    plan.recipient = recipient
    plan.transcripts = transcripts.map(Self.absolute)
    return plan
  }

  private static func ending(_ ending: ChildProcess.Ending, _ verdict: [UInt8]) -> CheckEnding {
    switch ending {
    case .signalled(let signal): return .crashed(how: SignalName.name(of: signal))
    case .exited(let code):
      guard code == 0, let json = try? JSONParser.parse(verdict) else {
        return .crashed(how: "it ended the process with exit status \(code), before the check was over")
      }
      switch json["ending"]?.stringValue {
      case "passed": return .passed
      case "skipped": return .skipped(why: json["why"]?.stringValue ?? "")
      default:
        return .failed(found: json["found"]?.stringValue ?? "", expected: json["expected"]?.stringValue ?? "")
      }
    }
  }

  private static func text(_ ending: CheckEnding) -> String {
    switch ending {
    case .crashed(let how): "the process was ended: \(how)"
    case .timedOut(let duration): "it did not end within \(duration.components.seconds) s"
    case .failed(let found, _): found
    case .skipped(let why): why
    case .passed: "passed"
    }
  }

  // MARK: Input

  /// A process of a check works in a folder of its own.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }

  private func checkInput() throws {
    guard let bytes = try TextFile.readLibrary(library) else {
      throw UnusableInput("\(library) is no file that can be read")
    }
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      throw UnusableInput("\(library) is not a shared library (no ELF file)")
    }
    do { _ = try Fixtures(fixtures) } catch { throw UnusableInput("\(error)") }
  }

  /// Settings are a mistake where none of the connectors takes them; those that are missing are made up.
  private func checkSettings(_ connectors: [LibraryReport.Connector]) throws {
    let faults = connectors.map { connector -> [SettingsSchema.Fault] in
      guard let json = connector.json["config_schema"],
        let schema = try? SettingsSchema(String(decoding: JSONWriter.bytes(of: json), as: UTF8.self))
      else { return [] }
      return schema.faults(in: settings).filter { $0.setting != nil }
    }
    guard let first = faults.first else { return }
    let shared = first.filter { fault in faults.allSatisfy { $0.contains { $0.setting == fault.setting } } }
    guard shared.isEmpty else { throw UnusableInput(shared.map(\.message).joined(separator: "; ")) }
  }

  private func selectedChecks() throws -> [Check] {
    guard !only.isEmpty else { return CheckCatalogue.all }
    for name in only where !CheckCatalogue.all.contains(where: { $0.id == name || $0.group.rawValue == name }) {
      let near = CheckCatalogue.all.map(\.id).filter { $0.contains(name.split(separator: ".").last ?? "") }
      let hint =
        near.isEmpty ? "`plugin verify --list` names them all" : "did you mean \(near.joined(separator: ", "))?"
      throw UnusableInput("there is no check '\(name)'; \(hint)")
    }
    return CheckCatalogue.all.filter { only.contains($0.id) || only.contains($0.group.rawValue) }
  }

  private func selectedConnectors(_ described: LibraryReport) throws -> [(Int, String)] {
    guard described.problem == nil else { return [(0, connector ?? "?")] }
    let all = Array(described.connectors.enumerated())
    guard let connector else { return all.map { ($0.offset, $0.element.channel) } }
    let found = all.filter { $0.element.channel == connector || $0.element.id == connector }
    guard !found.isEmpty else {
      throw UnusableInput(
        "\(library) has no connector '\(connector)', only \(described.connectors.map(\.channel).joined(separator: ", "))"
      )
    }
    return found.map { ($0.offset, $0.element.channel) }
  }
}
