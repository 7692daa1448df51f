import ServiceLifecycle
import UnixSignals

/// Reads channels.yaml again at SIGHUP. Signals that come while that goes on are one more reading, however many they are.
struct ReloadService: Service {
  let reload: ChannelsReload

  func run() async throws {
    let (asked, ask) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    await withDiscardingTaskGroup { group in
      group.addTask {
        // What is wrong has been logged; everything stays as it is.
        for await _ in asked { _ = try? await reload.run() }
      }
      for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { ask.yield() }
      ask.finish()
    }
  }
}
