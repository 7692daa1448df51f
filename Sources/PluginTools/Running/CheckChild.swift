import CConnectorABI
import Glibc
import JSON

/// The process of one check: standard input brings the plan, descriptor 3 takes the verdict.
package enum CheckChild {
  static let verdictDescriptor: Int32 = 3

  /// What this program is called with for a process of a check.
  package static let arguments = ["plugin", "check-child"]

  /// Does what the plan says and ends the process.
  package static func run() -> Never {
    let input = readAll(0)
    guard let plan = CheckPlan(input) else {
      let words = "this command is the verifier's own; use `chat4all plugin verify`\n"
      _ = words.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
      exit(2)
    }
    let null = open("/dev/null", O_RDWR)
    dup2(null, 0)
    close(null)
    limit(plan)
    let verdict: JSONValue
    switch plan.task {
    case .describe: verdict = LibraryDescription.json(of: plan)
    case .check: verdict = Self.verdict(on: plan)
    }
    fflush(nil)
    let bytes = JSONWriter.bytes(of: verdict)
    _ = bytes.withUnsafeBytes { write(verdictDescriptor, $0.baseAddress, $0.count) }
    // Not exit(): the library's threads may be running, and its destructors are not what is judged.
    _exit(0)
  }

  private static func verdict(on plan: CheckPlan) -> JSONValue {
    guard let check = CheckCatalogue.check(plan.check) else {
      return ["ending": "failed", "found": .string("there is no check '\(plan.check)'"), "expected": ""]
    }
    do {
      try check.body(CheckContext(plan))
      return ["ending": "passed"]
    } catch let failure as CheckFailure {
      return ["ending": "failed", "found": .string(failure.found), "expected": .string(failure.expected)]
    } catch let skip as CheckSkip {
      return ["ending": "skipped", "why": .string(skip.why)]
    } catch let error as ELFError {
      return ["ending": "failed", "found": .string(error.description), "expected": "a 64-bit ELF shared library"]
    } catch {
      return ["ending": "failed", "found": .string("\(error)"), "expected": "files that can be used"]
    }
  }

  /// What a connector may use up before it is stopped.
  private static func limit(_ plan: CheckPlan) {
    for (resource, most) in [
      (RLIMIT_AS, plan.memoryLimit), (RLIMIT_CORE, 0), (RLIMIT_FSIZE, 64 << 20),
    ] as [(__rlimit_resource, UInt64)] {
      var limit = rlimit(rlim_cur: rlim_t(most), rlim_max: rlim_t(most))
      setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }
}
