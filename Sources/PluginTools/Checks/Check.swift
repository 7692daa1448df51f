/// One thing that is proven about a connector, in a process of its own.
package struct Check: Sendable {
  /// For ever the same: `descriptor.semver`.
  package let id: String
  package let group: CheckGroup
  /// One sentence: what holds when it passes.
  package let proves: String
  /// Where `chat4all/connector.h` says it: the number of the section, and the name in it.
  package let rule: String
  /// What to do about it.
  package let mend: String
  /// Throws `CheckFailure` or `CheckSkip`; what it returns from has passed.
  let body: @Sendable (CheckContext) throws -> Void

  init(
    _ group: CheckGroup, _ name: String, _ proves: String, rule: String, mend: String,
    _ body: @escaping @Sendable (CheckContext) throws -> Void
  ) {
    id = "\(group.rawValue).\(name)"
    self.group = group
    self.proves = proves
    self.rule = rule
    self.mend = mend
    self.body = body
  }
}
