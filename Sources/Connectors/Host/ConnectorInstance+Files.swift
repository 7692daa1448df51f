import CConnectorABI
import Synchronization

// Files: those that a message brings to be sent, and the responses that became one. Their bytes stay with the host; the
// connector has tokens, which end with the operation that brought them.
extension ConnectorInstance {
  func sendFile(_ file: OutboundFile, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op {
    let unsupported = SendResult(code: C4A_UNSUPPORTED, detail: "this channel sends no files", reachedConnector: false)
    return enqueue(
      .file(file, completion: completion), deadline: deadline(after: file.message.deadline),
      unless: functions.sendFile == nil ? unsupported : account.refusal(of: file))
  }

  func performFile(_ file: OutboundFile, _ operation: Operation) {
    guard let bytes = file.file.file else { return }
    let token = monitor.withLock { hold(bytes, for: operation.token) }
    arena.withFile(file, token: token, deadline: operation.deadline) {
      functions.sendFile?(itself, operation.token, $0)
    }
  }

  /// What `file_read` answers.
  func readFile(
    _ token: c4a_file, _ offset: UInt64, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard let length, capacity >= 0, buffer != nil || capacity == 0 else { return invalid() }
    length.pointee = 0
    monitor.lock()
    guard let file = state.files[token] else { return stale() }
    monitor.unlock()
    guard let buffer, capacity > 0, offset < file.length else { return C4A_OK }
    do throws(ConnectorFileError) {
      length.pointee = try notCounted { () throws(ConnectorFileError) in
        try file.read(at: offset, into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
      }
      return C4A_OK
    } catch {
      if case .unreadable(let reason) = error {
        logger.warning("a file could not be read", metadata: ["error": "\(reason)"])
      }
      return error.code
    }
  }

  /// Does something whose time is not the connector's: the call that runs meanwhile may take as much longer.
  private func notCounted<Failure: Error>(_ body: () throws(Failure) -> Int) throws(Failure) -> Int {
    guard CurrentInstance.get() === self else { return try body() }
    let asked = max(1, clock.monotonic())
    storageAsked.store(asked, ordering: .releasing)
    board?.pause()
    defer {
      let resumed = callStarted.load(ordering: .acquiring) &+ max(0, clock.monotonic() &- asked)
      callStarted.store(resumed, ordering: .releasing)
      storageAsked.store(0, ordering: .releasing)
      board?.resume(at: resumed)
    }
    return try body()
  }

  // MARK: Under the lock

  /// Gives a file to the connector until an operation ends; the token of one that has ended leads nowhere.
  func hold(_ file: any ConnectorFile, for operation: c4a_op) -> c4a_file {
    let token = nextToken()
    if let operation = state.operations[operation] {
      operation.files.append((token, file))
      state.files[token] = file
    }
    return token
  }
}

extension ChannelAccount {
  /// Why a file does not go over this channel; nil when it does.
  func refusal(of file: OutboundFile) -> SendResult? {
    guard let limit = maxFileBytes, file.file.length > limit else { return nil }
    return SendResult(
      code: C4A_TOO_LARGE, detail: "\(file.file.length) bytes; this channel takes files of at most \(limit)",
      reachedConnector: false)
  }
}
