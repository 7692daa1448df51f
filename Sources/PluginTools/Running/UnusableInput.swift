/// What was asked for cannot be done with what was given; for people.
package struct UnusableInput: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
