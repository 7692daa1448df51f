// The files that a process may read. They stay here: a file is a number to the process, and its bytes go over the connection
// only as far as the connector reads them itself.
extension SupervisedConnector {
  /// With the lock held: makes a file known to the process.
  func hold(_ file: any ConnectorFile) -> UInt64 {
    state.lastFile += 1
    state.files[state.lastFile] = file
    return state.lastFile
  }

  /// With the lock held: a file is not needed any more.
  func letGo(_ number: UInt64) {
    if let file = state.files.removeValue(forKey: number) { state.doneFiles.append(file) }
  }

  /// With the lock held: the process has ended.
  func letGoOfFiles() {
    state.doneFiles += state.files.values
    state.files = [:]
    state.fileQuestions = []
  }

  /// With the lock held: what to read, and for whom.
  func takeFileQuestions() -> [(FileQuestion, (any ConnectorFile)?)] {
    let questions = state.fileQuestions.map { ($0, state.files[$0.file]) }
    state.fileQuestions = []
    return questions
  }

  /// Without the lock: storage may let it wait.
  func answer(_ questions: [(FileQuestion, (any ConnectorFile)?)], over link: FrameLink) {
    for (question, file) in questions {
      // The process asks for one piece after the other, unless the host in it was tampered with.
      let isCrowded = link.waitingBytes > limits.unread
      let answer = isCrowded ? FileAnswer.unreadable("the connector reads too slowly") : Self.answer(question, file)
      link.send { GatewayFrame.filePiece(question.number, answer).encode(into: &$0) }
    }
  }

  private static func answer(_ question: FileQuestion, _ file: (any ConnectorFile)?) -> FileAnswer {
    guard let file else { return .gone }
    var failure: ConnectorFileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(question.count)) { buffer, count in
      do throws(ConnectorFileError) {
        count = try file.read(at: question.offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    return switch failure {
    case nil: .bytes(bytes)
    case .gone: .gone
    case .unreadable(let reason): .unreadable(reason)
    }
  }
}
