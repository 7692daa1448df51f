import Inbox
import Postgres
import Store

// What the owner does when something goes wrong.
extension OwnerWork {
  mutating func fail(_ job: OwnerJob, _ error: any Error) {
    if !isFailing { owner.logger.error("the partitions' work is held up", metadata: ["error": "\(error)"]) }
    isFailing = true
    restsUntil = clock.now + Self.errorDelay
    givesWay = false
    hasInbox = true
    recent.removeAll()
    if case .release = job {
      // They expire by themselves.
      finishHandOvers()
    } else if error.concernsRows, case .step(let step) = job {
      remedy = .isolate(step)
    } else if let error = error as? PostgresError,
      !error.isRetriable || error.sqlState == OwnerWrites.fencedState
    {
      // Whether the batch was committed is unknown, or a lease has gone: what the database says counts.
      remedy = .resync(node: owner.configuration.nodeID)
    }
    if case .resync = job { remedy = job }
  }

  mutating func hold(_ partition: Int16, _ error: any Error) {
    stuck[partition] = clock.now + Self.stuckDelay
    owner.logger.error(
      "a partition is held up by what is stored in it",
      metadata: ["partition": "\(partition)", "error": "\(error)", "retry_after": "\(Self.stuckDelay)"])
  }

  mutating func resync(_ held: [Lease]) {
    let leases = Dictionary(held.map { ($0.partition, $0) }) { first, _ in first }
    for (partition, counter) in counters {
      guard let lease = leases[partition], lease.epoch == counter.epoch else {
        forget(partition)
        continue
      }
      counters[partition]!.nextPosition = lease.nextPosition
      counters[partition]!.nextDelivery = lease.nextDelivery
      if handingOver[partition] == nil { scheduler.restart(partition) }
    }
    owner.eventsEntered(counters.mapValues { $0.nextPosition - 1 })
    hasInbox = true
  }

  mutating func finishHandOvers() {
    let now = clock.now
    for (partition, deadline) in handingOver where !scheduler.isBusy(partition) || deadline <= now {
      forget(partition)
      keeper.released(partition)
    }
  }
}
