import CConnectorABI
import Connectors

/// The memory that changes of messages come in.
enum OperationMemoryChecks {
  static let all = [structEnd, grownStructs, unknownFlags, stringEnd, borrowed]

  /// Carries out each change with memory laid out like this. Answers how they end.
  private static func live(_ context: CheckContext, _ memory: BenchMemory) throws -> [(BenchChange.Kind, Int32)] {
    context.bench.lay(BenchMemory())
    let account = try context.changer()
    let changes = try context.changesOfSent(account)
    context.bench.lay(memory)
    defer { context.bench.lay(BenchMemory()) }
    return try changes.map { change in
      var change = change
      change.moreIDs = [change.remoteID]
      let op = account.change(change)
      context.bench.settle { !context.bench.isOpen(op) }
      guard let result = context.bench.result(op) else {
        throw CheckSkip("\(change.kind.name) does not complete; see operations.completes")
      }
      return (change.kind, result.code)
    }
  }

  private static let structEnd = Check(
    .operations, "struct_end", "It reads nothing behind the end of the change that it is handed.",
    rule: "Structs: neither reads beyond `size`; 3. c4a_change",
    mend: "Read fields only while they lie within `size`, and more_ids_count texts."
  ) { context in _ = try live(context, BenchMemory(kind: .fencedStructs)) }

  private static let grownStructs = Check(
    .operations, "structs_grown", "It works with the longer change of a newer host.",
    rule: "Structs: nor refuses a larger struct", mend: "Compare sizes with >=, never with ==."
  ) { context in
    let usual = try live(context, BenchMemory())
    let codes = try live(context, BenchMemory(kind: .plain, shape: .grown))
    for ((kind, expected), (_, code)) in zip(usual, codes) where code != expected {
      try context.fail(
        "\(kind.name) ends with \(ResultCodeName.name(of: code))",
        expected: "\(ResultCodeName.name(of: expected)), as with a struct of its own size")
    }
  }

  private static let unknownFlags = Check(
    .operations, "unknown_flags", "It ignores flags of changes that it does not know.", rule: "Unknown values",
    mend: "Test single bits; never compare all flags with a number."
  ) { context in
    let account = try context.changer()
    for change in try context.changesOfSent(account) {
      let usual = try context.carryOut(change, account, "without flags")
      var odd = change
      odd.flags = 0xFFFF_FFF0
      odd.number += 100
      let result = try context.carryOut(odd, account, "with unknown flags")
      guard result.code == usual.code else {
        try context.fail(
          "\(change.kind.name) ends with \(CheckContext.text(result))",
          expected: "\(usual.codeName), as without the flags")
      }
    }
  }

  private static let stringEnd = Check(
    .operations, "string_end", "It reads nothing behind the end of a change's strings.", rule: "1. c4a_str",
    mend: "Read len bytes; there is one NUL behind them, and nothing else."
  ) { context in _ = try live(context, BenchMemory(kind: .fencedStrings)) }

  private static let borrowed = Check(
    .operations, "borrowed_memory", "It keeps no pointer to the change that it was handed for a call.",
    rule: "Ownership", mend: "Copy what you need later: the ids, the text, the response."
  ) { context in _ = try live(context, BenchMemory(kind: .vanishing)) }
}
