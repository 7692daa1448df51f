import CCurl
import Glibc

/// Carries transfers out: one thread, one of libcurl's multi handles, which keeps the connections.
///
/// It tells libcurl which sockets are ready (`curl_multi_socket_action`) instead of letting it look at all of them
/// (`curl_multi_perform`): the latter costs a system call for each transfer under way whenever one of them moves, so that a
/// thousand slow servers would slow down everybody else. Requests that have come meanwhile are begun together.
final class TransferLoop {
  private typealias Place = WaitingLine<Transfer>.Place

  private let configuration: OutboundHTTPClient.Configuration
  private let inbox: LoopInbox
  private let poller: Poller
  private let multi: UnsafeMutableRawPointer
  private var line: WaitingLine<Transfer>
  private var transfers: [UInt64: Transfer] = [:]
  private var active: [UInt64: (handle: EasyHandle, place: Place)] = [:]
  private var idle: [EasyHandle] = []
  /// When libcurl wants to be called even if no socket moves.
  fileprivate var timer: ContinuousClock.Instant?
  /// No transfer that waits for its turn has an earlier deadline.
  private var earliestDeadline: ContinuousClock.Instant?
  private var stopAt: ContinuousClock.Instant?

  /// How often those who wait are looked at, at most: each look is at all of them.
  private static let lookInterval = Duration.milliseconds(50)

  init(configuration: OutboundHTTPClient.Configuration, inbox: LoopInbox, poller: Poller) {
    self.configuration = configuration
    self.inbox = inbox
    self.poller = poller
    line = WaitingLine(
      maxInFlight: configuration.maxInFlight, maxPerHost: configuration.maxPerHost,
      maxPerParty: configuration.maxPerParty, maxQueued: configuration.maxQueued,
      maxQueuedPerHost: configuration.maxQueuedPerHost)
    guard let multi = curl_multi_init() else { fatalError("out of memory") }
    self.multi = multi
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxInFlight)
    let itself = Unmanaged.passUnretained(self).toOpaque()
    ccurl_on_interest(
      multi,
      { _, descriptor, what, itself, mark in
        TransferLoop.from(itself).interest(descriptor, what, isKnown: mark != nil)
        return 0
      }, itself)
    ccurl_on_timer(
      multi,
      { _, milliseconds, itself in
        TransferLoop.from(itself).timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
        return 0
      }, itself)
  }

  deinit {
    curl_multi_cleanup(multi)
  }

  /// Runs until it was told to stop and everything has ended.
  func run() {
    while true {
      accept(inbox.take())
      startNext()
      if let timer, timer <= .now {
        self.timer = nil
        act(CURL_SOCKET_TIMEOUT, 0)
      }
      finishDone()
      lookAtWaiting()
      if let stopAt {
        if active.isEmpty { break }
        if stopAt <= .now { endActive(.stopped, "the client is stopping") }
      }
      if line.hasNext { continue }
      guard inbox.sleep() else { continue }
      poller.wait(milliseconds: sleepTime()) { ready in
        act(
          ready.descriptor,
          (ready.isReadable ? Int32(CURL_CSELECT_IN) : 0) | (ready.isWritable ? Int32(CURL_CSELECT_OUT) : 0))
      }
      inbox.awake()
    }
    accept(inbox.end())
  }

  // MARK: What others want

  private func accept(_ work: LoopInbox.Work) {
    if let stop = work.stop { begin(stop) }
    for arrival in work.arrivals {
      switch arrival {
      case .refused(let completion, let error): completion(.failure(error))
      case .transfer(let transfer): accept(transfer)
      }
    }
    for token in work.cancellations {
      guard let transfer = transfers[token] else { continue }
      if let (handle, place) = active[token] {
        release(handle, place, token)
      } else {
        _ = line.remove { $0 === transfer }
      }
      end(transfer) { $0.fail(.cancelled, "given up by the caller") }
    }
  }

  private func accept(_ transfer: Transfer) {
    guard stopAt == nil else { return transfer.fail(.stopped, "the client is stopping") }
    guard line.add(transfer, to: transfer.place) else {
      return transfer.fail(.overloaded, "too many requests are waiting already")
    }
    transfers[transfer.token] = transfer
    earliestDeadline = min(earliestDeadline ?? transfer.deadline, transfer.deadline)
    // At once: until then it takes a place of those who wait.
    startNext()
  }

  private func begin(_ stop: LoopInbox.Stop) {
    let end = ContinuousClock.now + (stop == .graceful ? configuration.stopGrace : .zero)
    guard stopAt.map({ end < $0 }) ?? true else { return }
    stopAt = end
    for transfer in line.remove(where: { _ in true }) {
      self.end(transfer) { $0.fail(.stopped, "the client is stopping") }
    }
  }

  /// Ends those whose time was over before their turn came.
  private func lookAtWaiting() {
    guard let earliest = earliestDeadline, earliest <= .now else { return }
    guard line.queued > 0 else {
      earliestDeadline = nil
      return
    }
    let now = ContinuousClock.now
    var next: ContinuousClock.Instant?
    let late = line.remove { transfer in
      if transfer.deadline <= now { return true }
      next = min(next ?? transfer.deadline, transfer.deadline)
      return false
    }
    earliestDeadline = next.map { max($0, now + Self.lookInterval) }
    for transfer in late { end(transfer) { $0.fail(.timeout, "no turn in time") } }
  }

  // MARK: Transfers

  private func startNext() {
    while line.hasNext, let transfer = line.next() {
      guard let handle = idle.popLast() ?? EasyHandle(configuration) else { fatalError("out of memory") }
      transfer.progress = .active
      let place = transfer.place
      active[transfer.token] = (handle, place)
      start(handle, transfer)
    }
  }

  private func start(_ handle: EasyHandle, _ transfer: Transfer) {
    handle.prepare(transfer, now: .now)
    curl_multi_add_handle(multi, handle.pointer)
  }

  private func act(_ descriptor: Int32, _ events: Int32) {
    var running: Int32 = 0
    curl_multi_socket_action(multi, descriptor, events, &running)
  }

  /// Completes what libcurl has finished.
  private func finishDone() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      // The message is gone once the handle is.
      let code = message.pointee.data.result
      finish(EasyHandle.from(ccurl_get_private(easy)), code)
    }
  }

  private func finish(_ handle: EasyHandle, _ code: CURLcode) {
    guard let transfer = handle.transfer, let (_, place) = active[transfer.token] else { return }
    let result = handle.outcome(code, of: transfer)
    if transfer.request.followsRedirects, case .success(let response) = result, Hop.isRedirect(response.status),
      let location = response.header("location")
    {
      return follow(location, response.status, handle, transfer, place)
    }
    release(handle, place, transfer.token)
    end(transfer) { $0.complete(result) }
  }

  private func follow(_ location: String, _ status: Int, _ handle: EasyHandle, _ transfer: Transfer, _ place: Place) {
    do throws(OutboundError) {
      guard transfer.redirects < Hop.redirectLimit else {
        throw OutboundError(.protocolError, "more than \(Hop.redirectLimit) redirects")
      }
      let next = try transfer.hop.following(location, status: status, request: transfer.request)
      curl_multi_remove_handle(multi, handle.pointer)
      handle.clear()
      transfer.follow(next, proxy: configuration.proxy)
      start(handle, transfer)
    } catch {
      var error = error
      error.wasSent = true
      release(handle, place, transfer.token)
      end(transfer) { $0.complete(.failure(error)) }
    }
  }

  /// Takes the handle back and lets the next one go.
  private func release(_ handle: EasyHandle, _ place: Place, _ token: UInt64) {
    curl_multi_remove_handle(multi, handle.pointer)
    handle.clear()
    idle.append(handle)
    active[token] = nil
    line.release(place)
  }

  private func end(_ transfer: Transfer, _ complete: (Transfer) -> Void) {
    transfers[transfer.token] = nil
    complete(transfer)
  }

  private func endActive(_ code: OutboundError.Code, _ message: String) {
    for (token, (handle, place)) in active {
      guard let transfer = handle.transfer else { continue }
      release(handle, place, token)
      end(transfer) { $0.fail(code, message) }
    }
  }

  // MARK: Waiting

  private func interest(_ descriptor: Int32, _ what: Int32, isKnown: Bool) {
    if what == CURL_POLL_REMOVE {
      poller.forget(descriptor)
      return
    }
    if !isKnown { curl_multi_assign(multi, descriptor, UnsafeMutableRawPointer(bitPattern: 1)) }
    poller.watch(
      descriptor, reading: what & CURL_POLL_IN != 0, writing: what & CURL_POLL_OUT != 0, isKnown: isKnown)
  }

  private func sleepTime() -> Int32? {
    let wake = [timer, line.queued > 0 ? earliestDeadline : nil, stopAt].compactMap(\.self).min()
    return wake.map { Int32(clamping: max(.zero, $0 - .now).milliseconds) }
  }

  private static func from(_ itself: UnsafeMutableRawPointer?) -> TransferLoop {
    Unmanaged<TransferLoop>.fromOpaque(itself!).takeUnretainedValue()
  }
}
