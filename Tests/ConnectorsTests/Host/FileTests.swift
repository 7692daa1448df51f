import CConnectorABI
import Connectors
import Synchronization
import Testing

/// The host's files as a connector in C sees them.
struct FileTests {
  private let http = FakeHTTP(storesResponses: true)

  private func run(_ body: (HostFixture) async throws -> Void) async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try FileProbe.path())
    let fixture = try HostFixture([account], services: ConnectorServices(http: http))
    try await fixture.run {
      try await fixture.connected()
      try await body(fixture)
    }
  }

  private func send(_ fixture: HostFixture, _ file: OutboundFile) async -> SendResult {
    await withCheckedContinuation { continuation in
      fixture.host.sendFile(file, account: "one") { continuation.resume(returning: $0) }
    }
  }

  /// Waits for the request, answers it, and returns what the connector made of it.
  private func exchange(
    _ fixture: HostFixture, _ outcome: ConnectorHTTPOutcome, _ begin: () -> Task<SendResult, Never>
  ) async throws -> String? {
    let before = http.requests.count
    let result = begin()
    try await fixture.eventually("the request is there") { http.requests.count == before + 1 }
    http.answer(UInt64(before), outcome)
    return await result.value.remoteID
  }

  private static let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  @Test func tellsAllOfAFileMessage() async throws {
    try await run { fixture in
      let result = await send(fixture, FakeFile(Self.bytes).message("describe"))
      #expect(
        result.remoteID
          == "+5511998877665|m-key|números.csv|text/csv|0|\(String(repeating: "ab", count: 32))|10000")
    }
  }

  @Test(arguments: [.max, 7, 999, 1_000]) func readsAFileInPieces(_ mostAtOnce: Int) async throws {
    try await run { fixture in
      let file = FakeFile(Self.bytes, mostAtOnce: mostAtOnce)
      #expect(await send(fixture, file.message("read")).remoteID == file.summary)
      #expect(await send(fixture, FakeFile([]).message("read")).remoteID == "0 0")
    }
  }

  @Test func tellsOfAFileThatBreaksOff() async throws {
    try await run { fixture in
      let file = FakeFile(Self.bytes) { offset throws(ConnectorFileError) in
        if offset >= 3_000 { throw .unreadable("the disk is gone") }
      }
      #expect(await send(fixture, file.message("read")).remoteID == "code \(C4A_RETRY) at 3000")
    }
  }

  @Test func refusesWhatIsNoReading() async throws {
    try await run { fixture in
      let found = await send(fixture, FakeFile(Self.bytes).message("bad")).remoteID
      #expect(found == "\(C4A_INVALID) \(C4A_INVALID) \(C4A_STALE) \(C4A_STALE) 0 0 0 0")
    }
  }

  @Test func aFileEndsWithItsOperation() async throws {
    try await run { fixture in
      let isGone = Atomic(false)
      let result = await send(
        fixture, FakeFile(Self.bytes, ended: { isGone.store(true, ordering: .releasing) }).message("late"))
      #expect(result.remoteID == "late")
      try await fixture.eventually("it has tried") { !fixture.reported.all.isEmpty }
      #expect(fixture.reported.all.first?.refID == "code \(C4A_STALE) at 0")
      try await fixture.eventually("the file is let go of") { isGone.load(ordering: .acquiring) }
    }
  }

  @Test func aFileOfASendThatIsOverdueIsLetGoOf() async throws {
    try await run { fixture in
      let isGone = Atomic(false)
      let results = Mutex<[SendResult]>([])
      fixture.host.sendFile(
        FakeFile(Self.bytes, ended: { isGone.store(true, ordering: .releasing) }).message(
          "never", deadline: .seconds(1)),
        account: "one"
      ) { result in results.withLock { $0.append(result) } }
      try await fixture.eventually("the connector has it") { fixture.host.health(account: "one").inFlight == 1 }
      fixture.advance(by: .seconds(2))
      try await fixture.eventually("it has ended") { results.withLock { $0.map(\.code) } == [C4A_TIMEOUT] }
      try await fixture.eventually("the file is let go of") { isGone.load(ordering: .acquiring) }
    }
  }

  @Test func waitingForStorageDoesNotCountAsTheConnectors() async throws {
    try await run { fixture in
      // Longer than a call may take.
      let file = FakeFile(Self.bytes) { [fixture] _ throws(ConnectorFileError) in fixture.advance(by: .seconds(10)) }
      let result = await send(fixture, file.message("read", deadline: .seconds(3_600)))
      #expect(result.remoteID == file.summary)
      let health = fixture.host.health(account: "one")
      #expect(health.status == .ok)
      #expect(health.counters.hangs == 0 && health.counters.slowCalls == 0)
    }
  }

  @Test func whatEndsWhileStorageIsWaitedForIsToldAtOnce() async throws {
    try await run { fixture in
      let results = Mutex<[SendResult]>([])
      let wasTold = Atomic(false)
      let file = FakeFile(Self.bytes) { [fixture] _ throws(ConnectorFileError) in
        fixture.advance(by: .seconds(2))
        let told = FakeFile.isSoon { results.withLock { !$0.isEmpty } }
        wasTold.store(told, ordering: .releasing)
        throw .unreadable("the disk is gone")
      }
      fixture.host.sendFile(file.message("read", deadline: .seconds(1)), account: "one") { result in
        results.withLock { $0.append(result) }
      }
      try await fixture.eventually("it has ended") { results.withLock { $0.map(\.code) } == [C4A_TIMEOUT] }
      try await fixture.eventually("it was told before storage answered") { wasTold.load(ordering: .acquiring) }
    }
  }

  @Test func aFileIsLetGoOfWithoutTheLock() async throws {
    try await run { fixture in
      let host = fixture.host
      let isGone = Atomic(false)
      _ = await send(
        fixture,
        FakeFile(
          Self.bytes,
          ended: {
            let isQuick = FakeFile.isQuick { _ = host.health(account: "one") }
            isGone.store(isQuick, ordering: .releasing)
          }
        ).message("describe"))
      try await fixture.eventually("it is let go of, and the account answers meanwhile") {
        isGone.load(ordering: .acquiring)
      }
    }
  }

  @Test func refusesAFileThatIsTooLargeForTheChannel() async throws {
    try await run { fixture in
      let result = await send(fixture, FakeFile([UInt8](repeating: 1, count: 100_001)).message("read"))
      #expect(result.code == C4A_TOO_LARGE && !result.reachedConnector)
      #expect(result.detail == "100001 bytes; this channel takes files of at most 100000")
      let fits = await send(fixture, FakeFile([UInt8](repeating: 1, count: 100_000)).message("read"))
      #expect(fits.code == C4A_OK)
    }
  }

  @Test func aChannelWithoutFilesSaysSo() async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try ServiceProbe.path())
    let fixture = try HostFixture([account], services: ConnectorServices(http: http))
    try await fixture.run {
      try await fixture.connected()
      let result = await send(fixture, FakeFile(Self.bytes).message("read"))
      #expect(result.code == C4A_UNSUPPORTED && result.detail == "this channel sends no files")
    }
  }

  // MARK: Requests

  @Test func namesAFileAsABody() async throws {
    try await run { fixture in
      let file = FakeFile(Self.bytes)
      let found = try await exchange(fixture, .response(.init(status: 201))) {
        Task { await send(fixture, file.message("post")) }
      }
      #expect(found == "0 201")
      guard case .file(let reference) = http.requests.first?.body else {
        Issue.record("the body is no file")
        return
      }
      #expect(reference.file === file)
    }
  }

  @Test func namesAFileAsAPartOfAForm() async throws {
    try await run { fixture in
      let file = FakeFile(Self.bytes)
      _ = try await exchange(fixture, .response(.init(status: 200))) {
        Task { await send(fixture, file.message("form")) }
      }
      guard case .parts(let parts) = http.requests.first?.body else {
        Issue.record("the body is no form")
        return
      }
      #expect(parts.map(\.name) == ["chat", "file"])
      #expect(parts.first?.data == Array("+5511998877665".utf8) && parts.first?.file == nil)
      #expect(parts.last?.file?.file === file && parts.last?.data == [])
      #expect(parts.last?.filename == "números.csv" && parts.last?.mime == "text/csv")
    }
  }

  @Test func aResponseBecomesAFile() async throws {
    try await run { fixture in
      let isGone = Atomic(false)
      var file: FakeFile? = FakeFile(Self.bytes, ended: { isGone.store(true, ordering: .releasing) })
      let summary = file!.summary
      var outcome: ConnectorHTTPOutcome? = .response(.init(status: 200, file: FileReference(file!)))
      file = nil
      let found = try await exchange(fixture, outcome!) { fixture.begin("https://api.example.org/a").result }
      outcome = nil
      #expect(found == "0 200 0 10000 \(summary)")
      #expect(http.requests.first?.storesResponse == true && http.requests.first?.responseLimit == 2 << 30)
      // It ends with the operation that it was fetched for.
      try await fixture.eventually("it has tried again") { !fixture.reported.all.isEmpty }
      #expect(fixture.reported.all.first?.refID == "code \(C4A_STALE) at 0")
      try await fixture.eventually("the file is let go of") { isGone.load(ordering: .acquiring) }
      let missing = ConnectorHTTPOutcome.response(.init(status: 404, body: Array("no".utf8)))
      let other = try await exchange(fixture, missing) { fixture.begin("https://api.example.org/b").result }
      #expect(other == "0 404 2 0 no file")
    }
  }

  @Test func sendsOnWhatItHasFetched() async throws {
    try await run { fixture in
      let file = FakeFile(Self.bytes)
      let sent = fixture.begin("forward")
      try await fixture.eventually("it fetches") { http.requests.count == 1 }
      http.answer(0, .response(.init(status: 200, file: FileReference(file))))
      try await fixture.eventually("it sends on") { http.requests.count == 2 }
      guard case .file(let reference) = http.requests.last?.body else {
        Issue.record("the body is no file")
        return
      }
      #expect(reference.file === file)
      http.answer(1, .response(.init(status: 202)))
      #expect(await sent.result.value.remoteID == "0 202")
    }
  }

  @Test func takesSoManyFilesAtOnce() async throws {
    try await run { fixture in
      #expect(await fixture.send("flood").remoteID == "64 \(C4A_RETRY)")
      // They have ended with their operation.
      #expect(await fixture.send("flood", key: "again").remoteID == "64 \(C4A_RETRY)")
    }
  }

  @Test func aFileNeedsACause() async throws {
    try await run { fixture in
      #expect(await fixture.send("without a cause").remoteID == "\(C4A_INVALID)")
    }
  }

  @Test func aHostWithoutFilesSaysSo() async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try FileProbe.path())
    let fixture = try HostFixture([account], services: ConnectorServices(http: FakeHTTP()))
    try await fixture.run {
      try await fixture.connected()
      let result = await fixture.send("https://api.example.org/")
      #expect(result.code == C4A_UNSUPPORTED && result.detail == "refused")
    }
  }

  @Test func doesNotTakeTheBytesOfAnAttachment() async throws {
    try await run { fixture in
      #expect(await send(fixture, FakeFile(Self.bytes).message("emit")).remoteID == "\(C4A_UNSUPPORTED)")
      #expect(fixture.reported.all.isEmpty)
    }
  }
}
