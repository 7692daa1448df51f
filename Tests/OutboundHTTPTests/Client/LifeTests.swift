import Logging
import OutboundHTTP
import Synchronization
import Testing

/// Limits, cancellation and the end.
struct LifeTests {
  @Test func holdsBackWhatIsTooMuchForAHost() async throws {
    try await withClient(.init(maxInFlight: 100, maxPerHost: 3)) { client, server in
      let outcomes = Outcomes()
      for _ in 0..<10 { client.send(.test(server.url("/gate?key=host")), completion: outcomes.add) }
      try await eventually { await server.told("host", "waiting", by: client) == 3 }
      #expect(await status(client, .test("http://127.0.0.1:\(server.other)/open?key=host")) == 200)
      try await eventually { outcomes.all.count == 10 }
      #expect(outcomes.all.allSatisfy { (try? $0.get().status) == 200 })
      #expect(await server.told("host", "most", by: client) == 3)
    }
  }

  @Test func refusesWhatTheQueueHasNoRoomFor() async throws {
    try await withClient(.init(maxInFlight: 2, maxPerHost: 2, maxQueued: 3, maxQueuedPerHost: 3)) { client, server in
      let outcomes = Outcomes()
      let waiting = Outcomes()
      let tokens = (0..<5).map { _ in client.send(.test(server.url("/never")), completion: waiting.add) }
      client.send(.test(server.url("/echo")), completion: outcomes.add)
      try await eventually { outcomes.all.count == 1 }
      #expect(outcomes.all.first.map(code) == .overloaded)
      for token in tokens { client.cancel(token) }
      try await eventually { waiting.all.count == 5 }
      #expect(waiting.all.allSatisfy { code($0) == .cancelled })
    }
  }

  @Test func givesUpWhoseTurnDoesNotCome() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      let first = client.send(.test(server.url("/never"))) { _ in }
      var request = OutboundRequest.test(server.url("/echo"))
      request.totalTimeout = .milliseconds(150)
      let error = await failure(client, request)
      #expect(error?.code == .timeout && error?.wasSent == false)
      client.cancel(first)
    }
  }

  @Test func endsWithItsTask() async throws {
    try await withClient { client, server in
      let task = Task { await failure(client, .test(server.url("/gate?key=task"))) }
      try await eventually { await server.told("task", "waiting", by: client) == 1 }
      task.cancel()
      let error = await task.value
      #expect(error?.code == .cancelled && error?.wasSent == true)
      let late = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return await failure(client, .test(server.url("/never")))
      }
      #expect(await late.value?.code == .cancelled)
    }
  }

  @Test func forgetsTokensOfTheEnded() async throws {
    try await withClient { client, server in
      let outcomes = Outcomes()
      let token = client.send(.test(server.url("/echo")), completion: outcomes.add)
      try await eventually { outcomes.all.count == 1 }
      client.cancel(token)
      client.cancel(token)
      #expect(await status(client, .test(server.url("/echo"))) == 200)
      #expect(outcomes.all.count == 1)
    }
  }

  @Test func endsWithTransfersUnderWay() async throws {
    let outcomes = Outcomes()
    let late = Outcomes()
    let kept = Found<OutboundHTTPClient>()
    try await withClient(.init(maxInFlight: 20, maxPerHost: 10, stopGrace: .milliseconds(50))) { client, server in
      kept.value = client
      for _ in 0..<20 { client.send(.test(server.url("/gate?key=stop")), completion: outcomes.add) }
      try await eventually { await server.told("stop", "waiting", by: client) == 10 }
    }
    #expect(outcomes.all.count == 20)
    #expect(outcomes.all.allSatisfy { code($0) == .stopped })
    kept.value?.send(.test("http://127.0.0.1/"), completion: late.add)
    try await eventually { late.all.count == 1 }
    #expect(late.all.first.map(code) == .stopped)
  }

  @Test func letsTransfersEndWellWhileItStops() async throws {
    let outcomes = Outcomes()
    try await withClient(.init(stopGrace: .seconds(20))) { client, server in
      for _ in 0..<5 {
        client.send(.test(server.url("/redirect?to=/bytes?count=7")).following(), completion: outcomes.add)
      }
      _ = try await client.send(.test(server.url("/echo")))
    }
    #expect(outcomes.all.count == 5)
    #expect(outcomes.all.allSatisfy { (try? $0.get().body.count) == 7 })
  }

  @Test func endsAtOnceWhenItsTaskIsCancelled() async throws {
    let server = try WebServer.shared()
    let client = OutboundHTTPClient(configuration: .init(stopGrace: .seconds(3_600)), logger: Logger(label: "test"))
    let outcomes = Outcomes()
    let run = Task { try await client.run() }
    client.send(.test(server.url("/gate?key=cancelled")), completion: outcomes.add)
    try await eventually { await server.told("cancelled", "waiting", by: client) == 1 }
    run.cancel()
    try await run.value
    #expect(outcomes.all.map(code) == [.stopped])
  }

  @Test func carriesOutWhatCameBeforeItRan() async throws {
    let server = try WebServer.shared()
    let client = OutboundHTTPClient(logger: Logger(label: "test"))
    let outcomes = Outcomes()
    client.send(.test(server.url("/echo")), completion: outcomes.add)
    let run = Task { try await client.run() }
    try await eventually { outcomes.all.count == 1 }
    #expect(try outcomes.all.first?.get().status == 200)
    run.cancel()
    try await run.value
  }

  private func code(_ result: Result<OutboundResponse, OutboundError>) -> OutboundError.Code? {
    if case .failure(let error) = result { error.code } else { nil }
  }
}

extension OutboundRequest {
  fileprivate func following() -> OutboundRequest {
    var request = self
    request.followsRedirects = true
    return request
  }
}
