import JSON
import NIOHTTP1

/// One request, read to its end.
struct Request {
  var method: HTTPMethod
  /// Without the query, as it was written.
  var path: Substring
  var query: Substring
  var headers: HTTPHeaders
  var body: [UInt8]

  init(method: HTTPMethod, uri: String, headers: HTTPHeaders, body: [UInt8]) {
    self.method = method
    self.headers = headers
    self.body = body
    let mark = uri.firstIndex(of: "?") ?? uri.endIndex
    path = uri[..<mark]
    query = mark < uri.endIndex ? uri[uri.index(after: mark)...] : ""
  }

  /// The path's segments, decoded.
  var segments: [String] {
    path.split(separator: "/", maxSplits: 16).map { PercentEncoding.decode($0) }
  }

  func queryValue(_ name: String) -> String? {
    PercentEncoding.form(query).first { $0.name == name }?.value
  }

  /// The part of Content-Type before its parameters, in lower case.
  var mediaType: String {
    (headers.first(name: "content-type") ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
  }
}
