/// What becomes of a request: an answer, or one of the ways in which a server can be bad.
enum Reply {
  case answer(Answer)
  /// The answer, but that many milliseconds later.
  case late(Answer, after: Int64)
  /// Nothing, until the caller gives up or ``Limits/hang`` has passed.
  case hang
  /// The connection is closed without a word.
  case close
  /// The answer with one byte of its body a second.
  case trickle(Answer)
  /// A 200 whose body does not end before ``Limits/hang`` has passed.
  case endless
  /// Bytes that are no HTTP.
  case garbage
}
