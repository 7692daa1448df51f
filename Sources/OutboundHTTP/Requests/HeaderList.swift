import CCurl

/// Headers in the form that libcurl takes.
///
/// Safe to share: nothing changes after `init`.
final class HeaderList: @unchecked Sendable {
  private(set) var first: UnsafeMutablePointer<curl_slist>?

  /// The most bytes of a request's headers together.
  private static let limit = 65_536

  /// - Throws: `invalidURL` for what HTTP does not take as a header.
  init(_ headers: [OutboundHeader], body: OutboundBody) throws(OutboundError) {
    var bytes = 0
    var hasContentType = false
    for header in headers {
      guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isToken) else {
        throw invalid("a header's name is empty, or has a character that HTTP does not allow there")
      }
      guard header.value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else {
        throw invalid("the value of the header '\(header.name)' has a line break or another control character")
      }
      let name = header.name.lowercased()
      if Self.isOurs(name) { continue }
      if name == "content-type" {
        if case .multipart = body { continue }
        hasContentType = true
      }
      bytes += header.name.utf8.count + header.value.utf8.count + 4
      guard bytes <= Self.limit else { throw invalid("the headers are longer than 64 KiB") }
      // libcurl takes "Name:" as an order to leave the header out, and "Name;" as one without a value.
      append(header.value.isEmpty ? header.name + ";" : header.name + ": " + header.value)
    }
    switch body {
    case .none, .bytes, .source:
      // Otherwise libcurl would claim that it is a form, also of nothing.
      if !hasContentType { append("Content-Type:") }
      append("Expect:")
    case .multipart: append("Expect:")
    }
  }

  private func append(_ line: String) {
    first = curl_slist_append(first, line)
  }

  private func invalid(_ message: String) -> OutboundError {
    curl_slist_free_all(first)
    first = nil
    return OutboundError(.invalidURL, message)
  }

  deinit {
    curl_slist_free_all(first)
  }

  /// Headers that say how the message is carried; what a caller says there could contradict what happens.
  private static func isOurs(_ name: String) -> Bool {
    switch name {
    case "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer",
      "expect":
      true
    default: name.hasPrefix("proxy-")
    }
  }

  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
