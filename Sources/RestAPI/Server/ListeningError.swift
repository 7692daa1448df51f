/// Why the server cannot listen.
struct ListeningError: Error, CustomStringConvertible {
  var address: ListeningAddress
  var cause: any Error

  var description: String {
    "cannot listen on \(address.url): \(cause); choose another --port (0 picks a free one) or --host"
  }
}
