import ConnectorLink
import ServiceLifecycle
import UnixSignals

/// Has a connector host read its certificates again at SIGHUP.
struct CertificateRenewal: Service {
  let server: ConnectorHostServer

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      server.renewCertificates()
    }
  }
}
