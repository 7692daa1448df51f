import ServiceLifecycle
import UnixSignals

/// Reads channels.yaml again at SIGHUP.
struct ReloadService: Service {
  let reload: ChannelsReload

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      // What is wrong has been logged; everything stays as it is.
      _ = try? await reload.run()
    }
  }
}
