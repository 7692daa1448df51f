import FoundationEssentials
import Inbox
import Model
import Postgres
import Store

/// One piece of the owner's work at the database. One runs at a time, beside the owner's task, which goes on taking
/// answers and letting deliveries leave in the meantime.
enum OwnerJob: Sendable {
  /// Take what has arrived, decide, commit.
  case step(OwnerStep)
  /// The same, one partition after the other, after a batch could not be worked on.
  case isolate(OwnerStep)
  /// Load deliveries that wait in the database for room in memory.
  case load([LaneScheduler.Cursor], excluding: [LaneKey], limit: Int)
  /// Look after parked receipts, and at the depth of the inbox.
  case tend(partitions: [Int16], parkedReceiptAge: Duration)
  /// Give leases back.
  case release(node: UUID, [(partition: Int16, epoch: Int64, cleanly: Bool)])
  /// Learn what the database says about this node's leases.
  case resync(node: UUID)

  /// Why a job came to nothing.
  struct Failure: Error {
    var job: OwnerJob
    var cause: any Error
  }

  /// What came of it.
  enum Report: Sendable {
    case stepped(OwnerStep, OwnerStep.Result)
    case isolated([(step: OwnerStep, result: Result<OwnerStep.Result, any Error>)])
    case loaded([LaneItem], from: [LaneScheduler.Cursor], limit: Int)
    case tended(unparked: Int, inboxDepth: Int64)
    case released
    case resynced([Lease])
  }

  func run(on connection: PostgresConnection) throws -> Report {
    switch self {
    case .step(let step): return .stepped(step, try step.run(on: connection))
    case .isolate(let step): return .isolated(try Self.isolate(step, on: connection))
    case .load(let cursors, let excluded, let limit):
      let query = OwnerReads.pending(
        cursors.map { (partition: $0.partition, account: $0.account, after: $0.after) }, limit: limit,
        excluding: excluded.map {
          (conversationID: $0.conversationID, recipient: $0.recipient, account: $0.account)
        })
      let items = try OwnerReads.pending(from: connection.query(query)).map { try LaneItem($0) }
      return .loaded(items, from: cursors, limit: limit)
    case .tend(let partitions, let age):
      let unparked = try ReceiptStore.unpark(partitions: partitions, on: connection)
      _ = try ReceiptStore.expire(olderThan: age, on: connection)
      return .tended(unparked: unparked, inboxDepth: try connection.query(InboxQueries.depth()).single().int64(0))
    case .release(let node, let leases):
      _ = try connection.query(LeaseQueries.release(node: node, leases: leases))
      return .released
    case .resync(let node):
      return .resynced(try LeaseQueries.held(by: node, on: connection))
    }
  }

  /// One partition at a time shows in which one something unworkable is stored.
  private static func isolate(
    _ step: OwnerStep, on connection: PostgresConnection
  ) throws -> [(step: OwnerStep, result: Result<OwnerStep.Result, any Error>)] {
    try step.counters.keys.sorted().map { partition in
      let part = step.restricted(to: partition)
      do {
        return (step: part, result: .success(try part.run(on: connection)))
      } catch {
        guard error.concernsRows else { throw error }
        return (step: part, result: .failure(error))
      }
    }
  }
}
