import CConnectorABI
import Synchronization
import Testing

@testable import Connectors

/// What becomes of files whose connector runs in a process of its own.
struct SupervisedFileTests {
  private static let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  private let isGone = Flag()

  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
  }

  private func file() -> FakeFile {
    FakeFile(Self.bytes, ended: { [isGone] in isGone.set() })
  }

  private func nextFile(_ process: FakeProcess) throws -> (number: UInt64, file: OutboundFile) {
    try process.next { if case .sendFile(let number, let file) = $0 { (number, file) } else { nil } }
  }

  /// Asks for a piece of a file as the process does.
  private func read(
    _ file: UInt64, at offset: UInt64 = 0, count: Int = 100, of process: FakeProcess
  ) throws -> FileAnswer {
    process.say(.fileRead(FileQuestion(number: offset &+ 1, file: file, offset: offset, count: count)))
    return try process.next { frame in
      if case .filePiece(offset &+ 1, let answer) = frame { answer } else { nil }
    }
  }

  private func ended(_ number: UInt64, of process: FakeProcess) throws -> ConnectorHTTPOutcome {
    try process.next { if case .httpEnded(number, let outcome) = $0 { outcome } else { nil } }
  }

  private func fetch(_ number: UInt64) -> ChildFrame {
    var request = ConnectorHTTPRequest(account: "one", method: "GET", url: "https://example.org/")
    request.storesResponse = true
    return .http(number, request)
  }

  @Test func aProcessReadsTheFileThatItIsToSend() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.sendFile("a", file().message("caption", key: "a"))
    let (number, sent) = try nextFile(process)
    #expect(sent.file.length == 10_000 && sent.caption == "caption" && sent.filename == "números.csv")
    #expect(sent.mime == "text/csv" && sent.sha256.hasPrefix("abab") && sent.message.idempotencyKey == "a")
    #expect(try read(sent.file.number, of: process) == .bytes(Array(Self.bytes[..<100])))
    #expect(try read(sent.file.number, at: 9_950, of: process) == .bytes(Array(Self.bytes[9_950...])))
    #expect(try read(sent.file.number, at: 10_000, of: process) == .bytes([]))
    #expect(try read(sent.file.number, at: .max, of: process) == .bytes([]))
    #expect(try read(sent.file.number + 1, of: process) == .gone)
    process.answer(number, SendResult(code: C4A_OK, remoteID: "r"))
    #expect(try fixture.result("a").remoteID == "r")
    #expect(try read(sent.file.number, of: process) == .gone)
    try fixture.eventually("it is let go of") { isGone.isSet }
    try fixture.end()
  }

  @Test func tellsWhyAFileCannotBeRead() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    let broken = FakeFile(Self.bytes) { _ throws(ConnectorFileError) in throw .unreadable("the disk is gone") }
    fixture.sendFile("a", broken.message(""))
    let sent = try nextFile(process).file
    #expect(try read(sent.file.number, of: process) == .unreadable("the disk is gone"))
    try fixture.end()
  }

  @Test func aCrashedProcessLeavesNoFiles() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.sendFile("a", file().message("", key: "a"))
    let (number, _) = try nextFile(process)
    process.crash(handedOver: number)
    #expect(try fixture.result("a").code == C4A_UNCERTAIN)
    try fixture.eventually("it is let go of") { isGone.isSet }
    try fixture.end()
  }

  @Test func aFileThatWasNotHandedOverGoesToTheNextProcess() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.sendFile("a", file().message("", key: "a"))
    let first = try nextFile(process)
    process.crash(handedOver: 0)
    let next = try fixture.upAgain(1)
    let second = try nextFile(next)
    #expect(second.file.file.number != first.file.file.number)
    #expect(try read(first.file.file.number, of: next) == .gone)
    #expect(try read(second.file.file.number, count: 2, of: next) == .bytes(Array(Self.bytes[..<2])))
    next.answer(second.number, SendResult(code: C4A_OK))
    #expect(try fixture.result("a").code == C4A_OK)
    try fixture.end()
  }

  @Test func aFileIsLetGoOfWithoutTheLock() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    let connector = fixture.connector
    fixture.sendFile(
      "a",
      FakeFile(
        Self.bytes, ended: { [isGone] in if FakeFile.isQuick({ _ = connector.health() }) { isGone.set() } }
      ).message("", key: "a"))
    process.answer(try nextFile(process).number, SendResult(code: C4A_OK))
    #expect(try fixture.result("a").code == C4A_OK)
    try fixture.eventually("it is let go of, and the account answers meanwhile") { isGone.isSet }
    try fixture.end()
  }

  @Test func aProcessThatAsksAndDoesNotReadIsEnded() throws {
    var hosting = HostingLimits()
    hosting.unread = 64 << 10
    let fixture = SupervisedFixture(hosting: hosting)
    let process = try fixture.begin()
    for number in 1...60_000 {
      let question = FileQuestion(number: UInt64(number), file: 1, offset: 0, count: 100)
      process.peer.send { ChildFrame.fileRead(question).encode(into: &$0) }
    }
    try fixture.eventually("it is ended") {
      _ = process.peer.flush()
      return fixture.connector.health().process?.crashes == 1
    }
    #expect(fixture.connector.health().process?.crashesByReason == ["broken_protocol": 1])
    try fixture.end()
  }

  @Test func aResponseIsAFileUntilTheProcessHasNoMoreUseForIt() throws {
    let http = FakeHTTP(storesResponses: true)
    let fixture = SupervisedFixture(services: ConnectorServices(http: http))
    let process = try fixture.begin()
    process.say(fetch(7))
    try fixture.eventually("it is asked for") { http.requests.count == 1 }
    http.answer(0, .response(.init(status: 200, file: FileReference(file()))))
    guard case .response(let response) = try ended(7, of: process), let stored = response.file else {
      Issue.record("no file came")
      return
    }
    #expect(stored.length == 10_000 && response.body.isEmpty)
    #expect(try read(stored.number, count: 3, of: process) == .bytes(Array(Self.bytes[..<3])))
    // It can be sent on as it is.
    var forward = ConnectorHTTPRequest(account: "one", method: "POST", url: "https://example.org/")
    forward.body = .parts([.init(name: "file", file: FileReference(number: stored.number))])
    process.say(.http(8, forward))
    try fixture.eventually("it is sent on") { http.requests.count == 2 }
    guard case .parts(let parts) = http.requests[1].body else {
      Issue.record("no form")
      return
    }
    #expect((parts.first?.file?.file as? FakeFile)?.bytes == Self.bytes)
    process.say(.fileDone(stored.number))
    #expect(try read(stored.number, of: process) == .gone)
    forward.body = .file(FileReference(number: stored.number))
    process.say(.http(9, forward))
    #expect(
      try ended(9, of: process) == .failure(.cancelled, detail: "the file that it sends is not there any more"))
    #expect(http.requests.count == 2)
    try fixture.end()
  }

  @Test func aProcessGetsSoManyFilesAndNoMore() throws {
    let http = FakeHTTP(storesResponses: true)
    let fixture = SupervisedFixture(services: ConnectorServices(http: http))
    let process = try fixture.begin()
    for number in 1...129 { process.say(fetch(UInt64(number))) }
    #expect(try ended(129, of: process) == .failure(.notSent, detail: "it has too many files already"))
    #expect(http.requests.count == 128)
    try fixture.end()
  }

  @Test func whereThereAreNoFilesItSaysSo() throws {
    let fixture = SupervisedFixture(services: ConnectorServices(http: FakeHTTP()))
    let process = try fixture.begin()
    process.say(fetch(1))
    #expect(try ended(1, of: process) == .failure(.forbidden, detail: "responses do not become files here"))
    try fixture.end()
  }
}
