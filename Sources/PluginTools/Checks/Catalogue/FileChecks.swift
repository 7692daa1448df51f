import CConnectorABI
import Connectors

/// Files that are empty, come in small pieces, or break off.
enum FileChecks {
  static let all = [empty, pieces, broken]

  private static func send(_ context: CheckContext, _ file: BenchFile, length: Int, _ when: String) throws -> SendResult
  {
    try context.require(try context.functions().sendFile != nil, "it has no sendFile")
    let account = try context.connected()
    let token: c4a_file = context.bench.state.withLock { state in
      let token = state.token()
      state.files[token] = file
      return token
    }
    // What connecting took does not say that anything of the file was sent.
    context.bench.state.withLock { $0.requests = [] }
    let op = account.sendFile(try context.message(number: 3_000), token, length: UInt64(length))
    context.bench.settle { !context.bench.isOpen(op) }
    try context.expectNone(.endedTwice, expected: "one complete()")
    guard let result = context.bench.result(op) else {
      throw CheckFailure("sendFile did not complete its operation \(when)", expected: "exactly one complete()")
    }
    return result
  }

  private static let empty = Check(
    .hostile, "file_empty", "A file of 0 bytes comes to an end.", rule: "6. c4a_connector.sendFile",
    mend: "Send it, or answer C4A_UNSUPPORTED; a loop until the first byte never ends."
  ) { context in _ = try send(context, BenchFile(bytes: []), length: 0, "of an empty file") }

  private static let pieces = Check(
    .hostile, "file_short_reads", "A file that comes in small pieces comes to an end.", rule: "5. c4a_host.file_read",
    mend: "Read on from where the last piece ended, until *length is 0."
  ) { context in
    let file = BenchFile(bytes: Array(repeating: 0x61, count: 10_000), mostAtOnce: 7)
    _ = try send(context, file, length: 10_000, "of a file in pieces of 7 bytes")
  }

  private static let broken = Check(
    .hostile, "file_read_error", "A file that breaks off in the middle is not reported as sent.",
    rule: "5. c4a_host.file_read", mend: "Look at what file_read() returns, and complete with it."
  ) { context in
    let file = BenchFile(bytes: Array(repeating: 0x61, count: 10_000), mostAtOnce: 4_000, brokenFrom: 8_000)
    let result = try send(context, file, length: 10_000, "of a file that breaks off")
    guard result.resultClass != .ok || !context.bench.requests.isEmpty else {
      try context.fail("sendFile ends with C4A_OK although the file broke off", expected: "1xx, or another failure")
    }
  }
}
