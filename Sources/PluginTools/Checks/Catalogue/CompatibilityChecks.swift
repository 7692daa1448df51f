import CConnectorABI
import Connectors

/// Hosts that are older or newer than the connector.
enum CompatibilityChecks {
  static let all = [tableEnd, grownTable, structEnd, grownStructs, unknownFlags]

  /// Everything that a connector does in an ordinary life, on a kind platform. Answers the code of a send.
  static func live(_ context: CheckContext) throws -> Int32? {
    try context.answerKindly()
    let account = try context.account()
    guard let result = account.create() else {
      throw CheckSkip("create does not complete its operation; see lifecycle.create")
    }
    guard result.code == C4A_OK else {
      try context.fail("create ended with \(CheckContext.text(result))", expected: "C4A_OK, as with an ordinary host")
    }
    let functions = try context.functions()
    var code: Int32?
    if account.connect()?.code == C4A_OK {
      if functions.sendText != nil {
        let op = account.send(try context.message())
        context.bench.settle { !context.bench.isOpen(op) }
        code = context.bench.result(op)?.code
      }
      if functions.onWebhookEvent != nil {
        for callback in [try context.fixtures.get().callbacks.first?.request ?? BenchCallback(), BenchCallback()] {
          let op = account.webhook(callback)
          context.bench.settle { !context.bench.isOpen(op) }
        }
      }
      account.disconnect()
    }
    account.destroy()
    return code
  }

  /// Makes sure first that there is a life to compare with.
  private static func ordinary(_ context: CheckContext) throws -> Int32? {
    let account = try context.made()
    account.destroy()
    return try live(context)
  }

  private static let tableEnd = Check(
    .compatibility, "host_table_end", "It reads nothing behind the end of an old host's table.",
    rule: "5. c4a_host: a function pointer beyond `size` does not exist",
    mend: "Keep the pointer that create gets; copy at most host->size bytes of the table."
  ) { context in
    _ = try ordinary(context)
    context.bench.placeTable(BenchMemory(kind: .fencedStructs), abi: 1)
    _ = try live(context)
  }

  private static let grownTable = Check(
    .compatibility, "host_table_grown", "It works with the longer table of a newer host.",
    rule: "Structs; 5. c4a_host", mend: "Never refuse a larger size or a newer abi; use what you know."
  ) { context in
    let usual = try ordinary(context)
    context.bench.placeTable(BenchMemory(kind: .fencedStructs, shape: .grown), abi: 4_711)
    let code = try live(context)
    guard code == usual else {
      try context.fail("sendText ends with \(name(code))", expected: "\(name(usual)), as with an ordinary host")
    }
  }

  private static let structEnd = Check(
    .compatibility, "struct_end", "It reads nothing behind the end of the structs that it is handed.",
    rule: "Structs: neither reads beyond `size`", mend: "Read fields only while they lie within `size`."
  ) { context in
    // Strings are left where they can be read over; that is another check's matter.
    _ = try ordinary(context)
    context.bench.lay(BenchMemory(kind: .fencedStructs))
    _ = try live(context)
  }

  private static let grownStructs = Check(
    .compatibility, "structs_grown", "It works with the longer structs of a newer host.",
    rule: "Structs: nor refuses a larger struct", mend: "Compare sizes with >=, never with ==."
  ) { context in
    let usual = try ordinary(context)
    context.bench.lay(BenchMemory(kind: .plain, shape: .grown))
    let code = try live(context)
    guard code == usual else {
      try context.fail("sendText ends with \(name(code))", expected: "\(name(usual)), as with structs of its own size")
    }
  }

  private static let unknownFlags = Check(
    .compatibility, "unknown_flags", "It ignores flags of messages that it does not know.", rule: "Unknown values",
    mend: "Test single bits; never compare all flags with a number."
  ) { context in
    let account = try context.connected()
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    let usual = try context.send(account, try context.message(number: 1), "of an ordinary message")
    var message = try context.message(number: 2)
    message.flags = 0xFFFF_FFF0
    let result = try context.send(account, message, "of a message with unknown flags")
    guard result.code == usual.code else {
      try context.fail(
        "sendText ends with \(CheckContext.text(result))", expected: "\(usual.codeName), as without the flags")
    }
  }

  private static func name(_ code: Int32?) -> String { code.map { ResultCodeName.name(of: $0) } ?? "nothing" }
}
