/// What came of one check.
package struct CheckResult: Sendable {
  package var check: Check
  /// The channel of the connector that it was about; nil for what is about the library.
  package var connector: String?
  package var ending: CheckEnding
  package var duration: Duration
  /// What the process printed, for people; the last of it.
  package var output: String
}
