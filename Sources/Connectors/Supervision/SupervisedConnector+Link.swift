import CConnectorABI
import Logging

// What is particular about a connector on another host. Everything here but the logging runs with the lock held.
extension SupervisedConnector {
  /// Failures in a row after which an account is told to be down.
  private static let lastingFailures = 3

  /// The connector's library is loaded: if it took a link, there is one.
  func noteLinked() {
    guard let remote = request.remote, state.linkFault != nil else { return }
    state.linkFault = nil
    let logger = logger
    state.notices.append {
      logger.notice("a connector's host is reached again", metadata: ["host": "\(remote.address)"])
    }
  }

  /// Draws the consequences of a link's end; unlocks. What happens to a link has nothing to do with the connector, nor with
  /// the messages that it carries: it is no crash, and nobody is suspected.
  func concludeLink(
    _ ending: ChildEnding, _ life: SupervisedState.Life?, _ works: [ChildWork], _ reading: CallBoard.Reading?
  ) {
    let now = clock.monotonic()
    let (lost, returned) = (works.filter { isHandedOver($0, reading) }, works.filter { !isHandedOver($0, reading) })
    for work in works where !work.isSend { finish(work, .refused(503, "the connector's host was lost meanwhile")) }
    for work in lost where work.isSend { finish(work, crashResult(ending, isCondemned: false)) }
    takeBack(returned.filter(\.isSend))
    let isNews = state.linkFault != ending.description
    state.linkFault = ending.description
    let time = life.map { $0.isLoaded ? Duration.microseconds(now &- $0.startedAt) : .zero } ?? .zero
    let delay = state.links.crashed(after: time, random: random()).delay
    state.rest = (now &+ delay.microseconds, "its process \(ending.description)")
    // Whoever waits for the account to be made does not wait for a host that may be away for long.
    var unmade = SendResult(code: C4A_RETRY, detail: "its process \(ending.description)", reachedConnector: false)
    unmade.hasCrashed = true
    noteCreated(unmade)
    if let refusal = restRefusal() { refuseWaiting(refusal) }
    monitor.unlock()
    logLink(ending, delay, isNews: isNews, inFlight: lost.count)
  }

  /// How the account is while its host has not been reached for several times.
  var lastingLinkFault: ConnectorHealth? {
    guard let fault = state.linkFault, state.links.streak >= Self.lastingFailures else { return nil }
    return ConnectorHealth(status: .failed, detail: "its process \(fault)")
  }

  /// A host that is being stopped lets its connectors finish: they get nothing new, and the next ones go elsewhere, or
  /// wait until it is back.
  func leave(_ life: SupervisedState.Life, _ now: Int64) {
    guard !life.isLeaving, state.stop == nil, life.child.linkReport?.state == .leaving else { return }
    state.life?.isLeaving = true
    state.life?.verdict = .left
    life.child.link.send { GatewayFrame.stop(within: HostingLimits.leave).encode(into: &$0) }
  }

  /// - Parameter isNews: Whether it is another reason than that for which the last link failed.
  private func logLink(_ ending: ChildEnding, _ delay: Duration, isNews: Bool, inFlight: Int) {
    let metadata: Logger.Metadata = [
      "host": "\(request.remote?.address ?? "")", "reason": "\(ending.description)", "in_flight": "\(inFlight)",
      "next_start_ms": "\(delay.microseconds / 1_000)",
    ]
    if isNews {
      logger.error("a connector on another host cannot be reached; it is tried again", metadata: metadata)
    } else {
      logger.debug("a connector on another host still cannot be reached", metadata: metadata)
    }
  }
}
