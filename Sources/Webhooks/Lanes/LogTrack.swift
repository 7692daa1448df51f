import DequeModule
import Model

/// How far a reader of the log has got, and what of it is still under way: the cursor that may be written down stands
/// before the oldest event that is.
struct LogTrack: Sendable {
  private struct Mark {
    var position: Int64
    var since: Timestamp
  }

  /// Everything up to here was read.
  private(set) var readTo: Int64
  private var order = Deque<Mark>()
  private var open: [Int64: [WebhookID]] = [:]

  init(readTo: Int64) { self.readTo = readTo }

  /// Everything up to here has been taken, or has a row of its own.
  var cursor: Int64 { order.first.map { $0.position - 1 } ?? readTo }

  var isIdle: Bool { order.isEmpty }

  /// Moves on; never back.
  mutating func advance(to position: Int64) { readTo = max(readTo, position) }

  /// An endpoint is to hear of the event at this position, which is not before those begun already.
  mutating func begin(_ position: Int64, for webhook: WebhookID, at time: Timestamp) {
    if open[position] == nil { order.append(Mark(position: position, since: time)) }
    open[position, default: []].append(webhook)
    advance(to: position)
  }

  mutating func end(_ position: Int64, for webhook: WebhookID) {
    guard let index = open[position]?.firstIndex(of: webhook) else { return }
    open[position]!.remove(at: index)
    if open[position]!.isEmpty { open[position] = nil }
    while let first = order.first, open[first.position] == nil { order.removeFirst() }
  }

  /// What has been under way since before `time`, oldest first.
  func overdue(since time: Timestamp) -> [(position: Int64, webhooks: [WebhookID])] {
    order.prefix { $0.since <= time }.compactMap { mark in
      open[mark.position].map { (position: mark.position, webhooks: $0) }
    }
  }

  /// When the oldest of what is under way began.
  var oldest: Timestamp? { order.first?.since }
}
