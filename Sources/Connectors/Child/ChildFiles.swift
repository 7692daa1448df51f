import Synchronization

/// The files that the gateway holds for this process. They are read through it, piece by piece.
final class ChildFiles: Sendable {
  /// How long a piece may take, in microseconds: by then the storage is broken.
  private static let patience: Int64 = 30_000_000

  private struct State {
    var lastNumber: UInt64 = 0
    var open: [UInt64: Reply] = [:]
  }

  /// What somebody waits for.
  ///
  /// Safe to share: guarded by its monitor.
  private final class Reply: @unchecked Sendable {
    private let monitor = Monitor()
    private var answer: FileAnswer?

    func give(_ answer: FileAnswer) {
      monitor.withLock { self.answer = answer }
      monitor.signal()
    }

    /// Nil when it does not come.
    func wait() -> FileAnswer? {
      let end = ContinuousClock.now + .microseconds(ChildFiles.patience)
      return monitor.withLock {
        while answer == nil, ContinuousClock.now < end { monitor.wait(microseconds: ChildFiles.patience) }
        return answer
      }
    }
  }

  private let link: FrameLink
  private let state = Mutex(State())

  init(link: FrameLink) {
    self.link = link
  }

  /// Gives a reference from a frame its bytes.
  func found(_ reference: FileReference) -> FileReference {
    var reference = reference
    reference.file = ChildFile(number: reference.number, length: reference.length, files: self)
    return reference
  }

  /// Waits for the gateway. Not for the thread that reads from it.
  func read(
    _ file: UInt64, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ConnectorFileError) -> Int {
    let reply = Reply()
    let number = state.withLock { state in
      state.lastNumber += 1
      state.open[state.lastNumber] = reply
      return state.lastNumber
    }
    let question = FileQuestion(number: number, file: file, offset: offset, count: buffer.count)
    link.send { ChildFrame.fileRead(question).encode(into: &$0) }
    defer { state.withLock { $0.open[number] = nil } }
    switch reply.wait() {
    case .bytes(let bytes):
      let count = min(bytes.count, buffer.count)
      bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      return count
    case .gone: throw .gone
    case .unreadable(let reason): throw .unreadable(reason)
    case nil: throw .unreadable("the gateway does not answer")
    }
  }

  func answered(_ number: UInt64, _ answer: FileAnswer) {
    state.withLock { $0.open[number] }?.give(answer)
  }

  func done(_ file: UInt64) {
    link.send { ChildFrame.fileDone(file).encode(into: &$0) }
  }
}
