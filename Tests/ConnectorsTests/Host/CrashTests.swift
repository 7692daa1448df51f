import Connectors
import Glibc
import Testing

/// In-process hosting shares the connector's fate; the directives that show it have to work.
struct CrashTests {
  @Test func aCrashingConnectorTakesTheProcessDown() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      setenv("SWIFT_BACKTRACE", "enable=no", 1)
      let fixture = try HostFixture([.chaos()])
      try await fixture.host.start()
      _ = await fixture.send("!crash abort")
    }
    await #expect(processExitsWith: .exitCode(3)) {
      let fixture = try HostFixture([.chaos()])
      try await fixture.host.start()
      _ = await fixture.send("!crash exit")
    }
  }
}
