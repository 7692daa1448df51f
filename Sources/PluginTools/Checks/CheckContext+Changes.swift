import CConnectorABI
import Connectors

// Changes of messages that a connector can make something of.
extension CheckContext {
  /// A connected instance that can do something to messages; skips the check where there is none.
  func changer() throws -> BenchAccount {
    try require(
      try !kinds().isEmpty, "it does not have the extension \(C4A_OPERATIONS): changes of messages are not its matter")
    return try connected()
  }

  /// What the connector has functions for; reads them once more from the library, which costs nothing.
  func kinds() throws -> [BenchChange.Kind] { OfferedOperations(try functions())?.kinds ?? [] }

  /// A change of each kind that the connector can do, to messages that are there.
  ///
  /// - Parameter sent: The platform's id of a message that the connector sent; nil makes one up.
  func changes(sent: String?, number: Int = 1) throws -> [BenchChange] {
    let fixtures = try fixtures.get()
    let recipient = plan.recipient ?? fixtures.recipient ?? "5511988887777"
    return try kinds().enumerated().map { index, kind in
      var change = BenchChange(kind, of: sent ?? "remote-1", to: recipient, number: number + index)
      change.chat = fixtures.chat ?? ""
      return change
    }
  }

  /// As `changes`, of a message that is sent for it.
  func changesOfSent(_ account: BenchAccount, number: Int = 1) throws -> [BenchChange] {
    guard try functions().sendText != nil else { return try changes(sent: nil, number: number) }
    let op = account.send(try message(number: 5_000 + number))
    bench.settle { !self.bench.isOpen(op) }
    return try changes(sent: bench.result(op)?.remoteID, number: number)
  }

  /// Carries a change out and waits for its end; fails the check where none comes.
  @discardableResult
  func carryOut(_ change: BenchChange, _ account: BenchAccount, _ when: String) throws -> SendResult {
    let op = account.change(change)
    return try ending(of: change.kind, op, when)
  }

  func ending(of kind: BenchChange.Kind, _ op: c4a_op, _ when: String) throws -> SendResult {
    bench.settle { !self.bench.isOpen(op) }
    guard let result = bench.result(op) else {
      throw CheckFailure("\(kind.name) did not complete its operation \(when)", expected: "exactly one complete()")
    }
    return result
  }
}
