import Confinement
import ConfinementAttempts
import Glibc

// A process for tests: confines itself as told, tries one thing, and prints what came of both.
//
//     ConfinementProbe LEVEL MEMORY_MIB OPEN_FILES THREADS USER:GROUP|- ATTEMPT ARGUMENT [READABLE_PATH...]

/// The name of the network that this process sees.
func network() -> String {
  var buffer = [CChar](repeating: 0, count: 128)
  let length = readlink("/proc/self/ns/net", &buffer, buffer.count)
  return String(decoding: buffer.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 7, let level = Confinement.Level(rawValue: arguments[0]), let memory = UInt64(arguments[1]),
  let openFiles = UInt64(arguments[2]), let threads = UInt64(arguments[3])
else { exit(64) }
let policy = Confinement.Policy(
  level: level, memory: memory << 20, openFiles: openFiles, threads: threads, user: Confinement.User(arguments[4]),
  readablePaths: Array(arguments.dropFirst(7)))
let before = network()
let report = Confinement.apply(policy)
let after = network()
for protection in Confinement.Protection.allCases {
  switch report[protection] {
  case .enforced: print("protection", protection.rawValue, "enforced")
  case .unavailable(let reason): print("protection", protection.rawValue, "unavailable", reason)
  }
}
if let refusal = report.refusal(of: level) {
  print("refusal", refusal)
  exit(78)
}
print("network", before == after ? "shared" : "own")
// It may not come back.
fflush(nil)
var count = 0
let failure = attempt(arguments[5], arguments[6], &count)
print("outcome", failure, count)
fflush(nil)
// Without the end of the C library: other threads may be there.
_exit(0)
