/// Why a file is not a library that can be looked at; for people.
struct ELFError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
