import JSON
import NIOCore
import NIOHTTP1

/// Messenger, or Instagram, as it moves: calls that come in, callbacks that go out. Confined to the sandbox's event loop.
final class DirectSimulator {
  let platform: DirectPlatform
  let settings: DirectSettings
  let callbacks: CallbackSender<DirectItem>
  var world: DirectWorld
  /// Whether the app's callback address is registered.
  var subscription = Subscription()
  /// The fields to which the account is subscribed; none after an hour of callbacks that failed.
  var fields: Set<String> = []
  unowned let sandbox: Sandbox
  private var agendaTimer: (at: Moment, task: Scheduled<Void>)?

  init(_ platform: DirectPlatform, _ settings: DirectSettings, _ sandbox: Sandbox, seed: UInt64) {
    self.platform = platform
    self.settings = settings
    self.sandbox = sandbox
    world = DirectWorld(platform, settings: settings, seed: seed, now: sandbox.time.now())
    let common = sandbox.settings
    callbacks = CallbackSender(
      platform: platform.target,
      settings: .init(
        schedule: platform.schedule, maxInFlight: common.whatsappConnections, batch: common.whatsappBatch,
        pace: common.redeliveryPace),
      client: sandbox.client, loop: sandbox.loop, time: sandbox.time, seed: seed &+ 100)
    connect()
  }

  private func connect() {
    let signature = HubSignature(appSecret: settings.appSecret)
    let envelope = DirectEnvelope(platform: platform, accountID: settings.accountID)
    callbacks.isOpen = { [unowned self] in subscription.isVerified }
    callbacks.compose = { [unowned self] items in
      guard let target = subscription.target else { return nil }
      let body = envelope.body(items)
      return CallbackRequest(
        target: target,
        headers: [
          ("Content-Type", "application/json"), ("User-Agent", "facebookexternalua"), ("Accept", "*/*"),
          ("Facebook-API-Version", "v25.0"), ("X-Hub-Signature", signature.legacyHeader(body)),
          ("X-Hub-Signature-256", signature.header(body)),
        ], body: body)
    }
    callbacks.onAttempt = { [unowned self] record, _ in
      sandbox.note(record)
      // Given up: the app is no longer subscribed, until it asks again.
      if !record.isDelivered, record.retryIn == nil, !fields.isEmpty {
        fields = []
        sandbox.transcript.problem("\(platform.title) has ended the subscription: its callbacks failed for too long")
      }
    }
  }

  // MARK: Callbacks

  /// Sets the callback address, as a person at the dashboard does.
  func register(_ gateway: String) {
    fields = platform.fields
    let target = HTTPTarget("\(gateway)/ingress/\(PercentEncoding.encode(settings.account))")
    guard target != subscription.target || !subscription.isVerified else { return }
    subscription = Subscription(target: target)
    verify()
  }

  private func verify() {
    guard let target = subscription.target, !subscription.isVerified else { return }
    sandbox.verify(target, verifyToken: settings.verifyToken) { [weak self] problem in
      // Another address may have been set meanwhile.
      guard let self, subscription.target == target, !subscription.isVerified else { return }
      subscription.problem = problem
      guard let problem else {
        subscription.isVerified = true
        sandbox.counters.add("\(platform.rawValue).verifications")
        sandbox.transcript.note("\(platform.title) has verified the callback address")
        return sandbox.settle()
      }
      if subscription.failures == 3 {
        sandbox.transcript.problem("\(platform.title) cannot verify the callback address: \(problem); still trying")
      }
      subscription.failures += 1
      sandbox.loop.assumeIsolated().scheduleTask(in: .milliseconds(subscription.retryDelay)) { [weak self] in
        if self?.subscription.target == target { self?.verify() }
      }
    }
  }

  /// Sends off what the last step brought about, and comes back when something happens of itself.
  func settle(_ now: Moment) {
    world.advance(now: now)
    let reports = world.reports
    world.reports.removeAll(keepingCapacity: true)
    for report in reports {
      // Nobody has asked for it.
      if let field = report.field, !fields.contains(field) { continue }
      let name = report.person < 0 ? nil : world.people[report.person].name
      let lane = report.person < 0 ? nil : CallbackLane.chat(Int64(report.person))
      sandbox.send(report, to: callbacks, platform.target, name: name, lane: lane, dueAt: report.dueAt, now: now)
    }
    callbacks.pump()
    arm(now)
  }

  private func arm(_ now: Moment) {
    guard let wake = world.nextWake else { return }
    if let agendaTimer {
      guard wake < agendaTimer.at else { return }
      agendaTimer.task.cancel()
    }
    let task = sandbox.loop.assumeIsolated().scheduleTask(in: .milliseconds(max(1, wake - now))) { [weak self] in
      self?.agendaTimer = nil
      self?.sandbox.settle()
    }
    agendaTimer = (wake, task)
  }

  var json: JSONValue {
    [
      "account": .string(settings.account), "account_id": .string(settings.accountID),
      "subscription": subscription.json, "fields": .array(fields.sorted().map(JSONValue.string)),
      "pending": .integer(callbacks.queue.pending),
    ]
  }
}
