import Testing

@testable import ConnectorLink

struct AdmissionTests {
  private static let limits = Admission.Limits(
    connectors: 3, connectorsPerClient: 2, pending: 4, pendingPerAddress: 3)

  @Test func oneAddressCannotTakeAllPlaces() {
    var admission = Admission(Self.limits)
    #expect((0..<5).map { _ in admission.arrive(from: "10.0.0.1") } == [true, true, true, false, false])
    #expect(admission.arrive(from: "10.0.0.2") == true)
    #expect(admission.arrive(from: "10.0.0.3") == false, "four are pending")
    admission.leave(from: "10.0.0.1")
    #expect(admission.arrive(from: "10.0.0.3") == true)
    #expect(admission.pending == 4)
  }

  @Test func oneClientCannotTakeAllConnectors() {
    var admission = Admission(Self.limits)
    #expect(admission.refusal(of: "a") == nil)
    #expect(admission.refusal(of: "a") == nil)
    #expect(admission.refusal(of: "a")?.contains("--connections-per-client") == true)
    #expect(admission.refusal(of: "b") == nil)
    #expect(admission.refusal(of: "b")?.contains("(--connections)") == true)
    admission.end(of: "a")
    #expect(admission.refusal(of: "b") == nil)
    #expect(admission.connectors == 3)
  }

  @Test func aHostThatStopsTakesNobody() {
    var admission = Admission(Self.limits)
    admission.isClosing = true
    #expect(admission.arrive(from: "10.0.0.1") == false)
    #expect(admission.refusal(of: "a") == "the host is being stopped")
    #expect(admission.connectors == 0)
  }
}
