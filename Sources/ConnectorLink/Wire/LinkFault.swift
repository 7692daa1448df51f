/// Why bytes are not what an end of a link may send; for people, without anything of their content.
struct LinkFault: Error, Equatable, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}
