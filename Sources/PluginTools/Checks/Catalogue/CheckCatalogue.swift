/// All checks, in the order in which they are run and documented.
package enum CheckCatalogue {
  package static let all: [Check] =
    StaticChecks.all + LoadChecks.all + DescriptorChecks.all + CompatibilityChecks.all + LifecycleChecks.all
    + LeakChecks.all + AsyncChecks.all + OperationChecks.all + OperationMemoryChecks.all + HTTPChecks.all
    + TextChecks.all
    + CallbackChecks.all + FileChecks.all + SecrecyChecks.all + TranscriptChecks.all

  static func check(_ id: String) -> Check? { all.first { $0.id == id } }
}
