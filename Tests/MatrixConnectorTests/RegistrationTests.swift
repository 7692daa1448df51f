import MatrixRegistration
import TestSupport
import Testing

struct RegistrationTests {
  @Test func saysWhatTheHomeserverHasToKnow() {
    let registration = MatrixRegistration(
      id: "matrix", url: "https://chat.example.org/ingress/matrix", serverName: "example.org", asToken: "a's",
      hsToken: "h")
    let lines = registration.yaml.split(separator: "\n").map(String.init)
    for line in [
      "id: 'matrix'", "url: 'https://chat.example.org/ingress/matrix'", "as_token: 'a''s'", "hs_token: 'h'",
      "sender_localpart: '_c4a_bot'", "rate_limited: false", "receive_ephemeral: true",
      #"      regex: '@_c4a_.*:example\.org'"#, #"      regex: '#_c4a_.*:example\.org'"#,
    ] {
      #expect(lines.contains(line))
    }
  }

  @Test func aBotOfAnotherNameIsInTheNamespaceToo() {
    let registration = MatrixRegistration(
      id: "m", url: "u", serverName: "example.org", asToken: "a", hsToken: "h", senderLocalpart: "chat4all")
    #expect(registration.yaml.contains(#"regex: '@chat4all:example\.org'"#))
  }

  @Test func noTwoTokensAreTheSame() {
    var random = SeededGenerator(seed: 1)
    let tokens = (0..<100).map { _ in MatrixRegistration.token(from: &random) }
    #expect(Set(tokens).count == 100)
    #expect(tokens.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
  }
}
