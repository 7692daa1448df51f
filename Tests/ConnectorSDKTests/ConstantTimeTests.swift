import ConnectorSDK
import Testing

struct ConstantTimeTests {
  @Test(arguments: [
    ("secret", "secret", true), ("secret", "secreT", false), ("secre", "secret", false), ("secrets", "secret", false),
    ("", "secret", false), ("", "", false), ("x", "", false), ("secretsecret", "secret", false),
  ]) func comparesWholeSecrets(given: String, expected: String, isEqual: Bool) {
    #expect(ConstantTime.isEqual(given, expected) == isEqual)
  }
}
