/// Why a request of the sandbox's own got no answer.
struct ClientFailure: Error, CustomStringConvertible {
  enum Code: String {
    case connect = "Connection refused"
    case timeout = "Connection timed out"
    case closed = "Connection closed before an answer"
    case stopped = "The sandbox stops"
  }

  var code: Code
  var description: String { code.rawValue }
}
