/// Why a check says nothing about a connector.
struct CheckSkip: Error {
  var why: String

  init(_ why: String) { self.why = why }
}
