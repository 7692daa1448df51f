/// Why a file that the author gave along cannot be used; for people.
struct FixtureError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
