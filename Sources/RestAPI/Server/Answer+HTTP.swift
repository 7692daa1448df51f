import HTTPTypes
import NIOHTTP1

extension Answer {
  /// The head as NIO's codec takes it.
  var responseHead: HTTPResponseHead {
    var fields = HTTPHeaders()
    fields.reserveCapacity(headers.count + 1)
    for (name, value) in headers { fields.add(name: name, value: value) }
    if status != 204 { fields.add(name: "Content-Length", value: String(body.count)) }
    return HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
  }

  /// The head as Hummingbird takes it.
  var response: HTTPResponse {
    var fields = HTTPFields()
    for (name, value) in headers {
      guard let name = HTTPField.Name(name) else { continue }
      fields.append(HTTPField(name: name, value: value))
    }
    if status != 204 { fields[.contentLength] = String(body.count) }
    if closesConnection { fields[.connection] = "close" }
    return HTTPResponse(status: .init(code: status), headerFields: fields)
  }
}
