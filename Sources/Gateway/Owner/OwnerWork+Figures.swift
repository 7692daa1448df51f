import Store
import Telemetry

// What is measured of the owner's work.
extension OwnerWork {
  func measure(_ result: OwnerStep.Result) {
    for step in result.steps {
      switch step.status {
      case .sent: owner.metrics.messagesSent[step.channel].increment()
      case .delivered: owner.metrics.messagesDelivered[step.channel].increment()
      case .read: owner.metrics.messagesRead[step.channel].increment()
      case .failed: owner.metrics.messagesFailed[step.channel].increment()
      default: break
      }
    }
    if !result.reads.isEmpty { owner.messagesRead(result.reads) }
    for latency in result.latencies { owner.metrics.deliverySeconds.observe(latency) }
    for letter in result.deadLetters { owner.metrics.deadLetters[letter.delivery.channel].increment() }
  }

  func publishFigures() {
    let now = clock.now
    var figures: [String: ChannelFigures] = [:]
    var queued = 0
    var inFlight = 0
    for name in scheduler.accountNames {
      let load = scheduler.load(of: name)
      queued += load.queued
      inFlight += load.inFlight
      figures[name] = ChannelFigures(
        queued: load.queued, inFlight: load.inFlight, breaker: scheduler.breakerState(of: name, at: now))
    }
    owner.figures.withLock { $0 = figures }
    owner.metrics.lanesQueued.set(Int64(queued))
    owner.metrics.sendsInFlight.set(Int64(inFlight))
    owner.metrics.partitionsOwned.set(Int64(counters.count))
  }
}
