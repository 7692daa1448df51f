import JSON
import NIOCore

/// The simulated platforms, their people and the receivers, with everything that moves between them and the gateway.
///
/// Confined to its event loop: requests, callbacks' answers and timers come in there one at a time, so its state needs
/// no lock. What the platforms know and decide are values (``TelegramWorld``, ``WhatsAppWorld``, ``DirectWorld``,
/// ``CallbackQueue``, ``FaultPlan``, ``Receiver``); this class only carries out.
final class Sandbox {
  static let sentCapacity = 50_000
  static let recordCapacity = 5000
  static let receiverCapacity = 100
  static let peopleCapacity = 100_000

  let settings: SandboxSettings
  let loop: any EventLoop
  let time: TimeSource
  let client: CallbackClient
  let transcript: Transcript
  let telegramCallbacks: CallbackSender<TelegramUpdate>
  let whatsappCallbacks: CallbackSender<WhatsAppItem>
  var telegram: TelegramWorld
  var whatsapp: WhatsAppWorld
  /// Messenger and Instagram.
  private(set) var direct: [DirectSimulator] = []
  var subscription = Subscription()
  var faults: FaultPlan
  var receivers: [String: Receiver] = [:]
  var load: LoadRun?
  var sent = Ring<SentMessage>(capacity: Sandbox.sentCapacity)
  var calls = Ring<CallRecord>(capacity: Sandbox.recordCapacity)
  var callbacks = Ring<CallbackRecord>(capacity: Sandbox.recordCapacity)
  var counters = Counters()
  var random: SeededGenerator
  /// The number of the last message, whoever wrote it.
  var sequence: Int64 = 0
  /// Since when Telegram's webhook answers 410.
  var goneSince: Moment?
  var gatewayURL: String?
  private var agendaTimer: (at: Moment, task: Scheduled<Void>)?

  init(settings: SandboxSettings, loop: any EventLoop, time: TimeSource) {
    let now = time.now()
    self.settings = settings
    self.loop = loop
    self.time = time
    client = CallbackClient(loop: loop)
    transcript = Transcript(isSilent: settings.isSilent, time: time)
    telegram = TelegramWorld(settings: settings.telegram, seed: settings.seed, now: now)
    whatsapp = WhatsAppWorld(settings: settings.whatsapp, seed: settings.seed &+ 1, now: now)
    faults = FaultPlan(seed: settings.seed &+ 2)
    random = SeededGenerator(seed: settings.seed &+ 3)
    telegramCallbacks = CallbackSender(
      platform: .telegram,
      settings: .init(
        schedule: .telegram, maxInFlight: TelegramWebhook.defaultConnections, batch: 1, pace: settings.redeliveryPace),
      client: client, loop: loop, time: time, seed: settings.seed &+ 4)
    whatsappCallbacks = CallbackSender(
      platform: .whatsapp,
      settings: .init(
        schedule: .whatsapp, maxInFlight: settings.whatsappConnections, batch: settings.whatsappBatch,
        pace: settings.redeliveryPace),
      client: client, loop: loop, time: time, seed: settings.seed &+ 5)
    connectCallbacks()
    direct = [
      DirectSimulator(.messenger, settings.messenger, self, seed: settings.seed &+ 6),
      DirectSimulator(.instagram, settings.instagram, self, seed: settings.seed &+ 7),
    ]
  }

  var peopleCount: Int {
    telegram.people.count + whatsapp.people.count + direct.reduce(0) { $0 + $1.world.people.count }
  }

  func nextSequence() -> Int64 {
    sequence += 1
    return sequence
  }

  /// Sends off what the last step brought about, and comes back when something happens of itself.
  func settle() {
    let now = time.now()
    whatsapp.advance(now: now)
    if !whatsapp.reports.isEmpty {
      let reports = whatsapp.reports
      whatsapp.reports.removeAll(keepingCapacity: true)
      for report in reports {
        let name = report.person < 0 ? nil : whatsapp.people[report.person].name
        let lane = report.person < 0 ? nil : CallbackLane.chat(Int64(report.person))
        send(report, to: whatsappCallbacks, .whatsapp, name: name, lane: lane, dueAt: report.dueAt, now: now)
      }
    }
    if !telegram.updates.isEmpty {
      let updates = telegram.updates
      telegram.updates.removeAll(keepingCapacity: true)
      for update in updates {
        let name = telegram.name(ofChat: update.chat)
        send(update, to: telegramCallbacks, .telegram, name: name, lane: .chat(update.chat), dueAt: now, now: now)
      }
    }
    whatsappCallbacks.pump()
    telegramCallbacks.pump()
    for simulator in direct { simulator.settle(now) }
    arm(now)
  }

  /// Puts a callback into its queue, with what faults do to it.
  func send<Content>(
    _ content: Content, to sender: CallbackSender<Content>, _ platform: FaultTarget, name: String?,
    lane: CallbackLane?, dueAt: Moment, now: Moment
  ) {
    guard let fault = faults.befallingCallback(platform, name: name) else {
      if !sender.add(content, lane: lane, now: now, dueAt: dueAt) {
        counters.add("\(platform.rawValue).callbacks.lost")
      }
      return
    }
    counters.add("\(platform.rawValue).callbacks.\(fault.kind.rawValue)")
    switch fault.kind {
    case .late: _ = sender.add(content, lane: nil, now: now, dueAt: dueAt + fault.delay)
    case .shuffle:
      let delay = Int64.random(in: 0...max(1, fault.delay), using: &random)
      _ = sender.add(content, lane: nil, now: now, dueAt: dueAt + delay)
    default:
      _ = sender.add(content, lane: lane, now: now, dueAt: dueAt)
      // Out of its chat's order, so that both may arrive at the same time.
      _ = sender.add(content, lane: nil, now: now, dueAt: dueAt)
    }
  }

  private func arm(_ now: Moment) {
    guard let wake = whatsapp.nextWake else { return }
    if let agendaTimer {
      guard wake < agendaTimer.at else { return }
      agendaTimer.task.cancel()
    }
    let task = loop.assumeIsolated().scheduleTask(in: .milliseconds(max(1, wake - now))) { [weak self] in
      self?.agendaTimer = nil
      self?.settle()
    }
    agendaTimer = (wake, task)
  }
}
