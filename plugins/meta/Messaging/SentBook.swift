import ConnectorSDK
import Synchronization

/// What the account has sent of late: by which echoes of our own are known, by which a send whose answer was lost is found
/// again, and by which somebody who has read a message has read those before it.
///
/// In memory: what was sent before a restart, or by another node, is not known here.
final class SentBook: Sendable {
  /// Messages and echoes that are remembered; the oldest are forgotten.
  private static let capacity = 20_000
  /// Unread messages that are remembered for one person.
  private static let unreadCapacity = 100

  /// A send that is under way.
  struct Sending: Hashable {
    var words: Words
    var mark: EchoMark

    init(_ text: String, to recipient: String, _ mark: EchoMark) {
      words = Words(recipient: recipient, text: text)
      self.mark = mark
    }
  }

  /// By what a message is known whose echo carries nothing of ours.
  struct Words: Hashable {
    var recipient: String
    var text: String
  }

  struct State {
    fileprivate var underWay: [Words: Int] = [:]
    /// Of which nobody knows whether they were sent.
    fileprivate var doubtful: Set<Words> = []
    /// Ids of what we have sent, the oldest first; those before `oldest` are forgotten.
    fileprivate var sent: [String] = []
    fileprivate var oldest = 0
    fileprivate var recipients: [String: String] = [:]
    /// For each person: what they have not read, as far as told; and which one they have read last.
    fileprivate var unread: [String: [String]] = [:]
    fileprivate var lastRead: [String: String] = [:]
    /// Echoes of which no answer has told.
    fileprivate var byMark: [EchoMark: String] = [:]
    fileprivate var byWords: [Words: String] = [:]
  }

  private let state = Mutex(State())

  func begin(_ sending: Sending) { state.withLock { $0.underWay[sending.words, default: 0] += 1 } }

  /// - Parameter inDoubt: whether it may have been sent.
  func end(_ sending: Sending, inDoubt: Bool) {
    state.withLock { state in
      let words = sending.words
      let count = state.underWay[words, default: 1] - 1
      state.underWay[words] = count > 0 ? count : nil
      if inDoubt {
        if state.doubtful.count >= Self.capacity { (state.doubtful, state.byWords) = ([], [:]) }
        state.doubtful.insert(words)
      } else if count <= 0 {
        state.doubtful.remove(words)
        state.byWords[words] = nil
      }
    }
  }

  /// The platform has taken a message.
  func accepted(_ id: String, _ sending: Sending) {
    state.withLock { state in
      state.byMark[sending.mark] = nil
      guard state.recipients[id] == nil else { return }
      state.makeRoom(Self.capacity)
      let recipient = sending.words.recipient
      state.sent.append(id)
      state.recipients[id] = recipient
      state.unread[recipient, default: []].append(id)
      if state.unread[recipient, default: []].count > Self.unreadCapacity { state.unread[recipient]?.removeFirst() }
    }
  }

  /// The platform has shown a message of the account; whether it is one of ours.
  func noteEcho(_ id: String, _ words: Words, _ mark: EchoMark?) -> Bool {
    state.withLock { state in
      if state.recipients[id] != nil { return true }
      if let mark {
        if state.byMark.count >= Self.capacity { state.byMark = [:] }
        state.byMark[mark] = id
        return true
      }
      guard state.underWay[words] != nil || state.doubtful.contains(words) else { return false }
      state.byWords[words] = id
      return true
    }
  }

  /// The id under which the platform has shown this message; nil while it has not.
  func echoed(_ sending: Sending) -> String? {
    state.withLock { $0.byMark[sending.mark] ?? $0.byWords[sending.words] }
  }

  /// Somebody has read a message.
  ///
  /// - Returns: what they had got before it and not read yet, as far as is remembered; the same when it is told again.
  func read(_ id: String, by person: String) -> [String] {
    state.withLock { state in
      guard var unread = state.unread[person], let index = unread.firstIndex(of: id) else { return [] }
      var before = unread[..<index]
      // What was read by then has been told, now that a later message is read.
      if let last = state.lastRead[person], let read = before.firstIndex(of: last) {
        before = before[(read + 1)...]
        unread.removeFirst(read + 1)
        state.unread[person] = unread
      }
      state.lastRead[person] = id
      return Array(before)
    }
  }
}

extension SentBook.State {
  fileprivate mutating func makeRoom(_ capacity: Int) {
    guard sent.count - oldest >= capacity else { return }
    let id = sent[oldest]
    oldest += 1
    if let person = recipients.removeValue(forKey: id) {
      unread[person]?.removeAll { $0 == id }
      if unread[person]?.isEmpty == true { (unread[person], lastRead[person]) = (nil, nil) }
    }
    // Now and then the room of what was forgotten is given back: a constant for each message.
    guard oldest >= capacity else { return }
    sent.removeFirst(oldest)
    oldest = 0
  }
}
