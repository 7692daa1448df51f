import HTTPTypes
import NIOCore
import NIOHTTP1

extension Answer {
  /// Appends the whole response as it goes over the wire (RFC 9112, section 2.1).
  ///
  /// Values of fields are the edge's own or were looked at when they came in: none has a line break.
  func write(to bytes: inout ByteBuffer, endsConnection: Bool) {
    func field(_ name: String, _ value: String) {
      bytes.writeString(name)
      bytes.writeStaticString(": ")
      bytes.writeString(value)
      bytes.writeStaticString("\r\n")
    }
    bytes.writeStaticString("HTTP/1.1 ")
    bytes.writeString(String(status))
    bytes.writeStaticString(" ")
    bytes.writeString(HTTPResponseStatus(statusCode: status).reasonPhrase)
    bytes.writeStaticString("\r\n")
    for (name, value) in headers { field(name, value) }
    if status != 204 { field("Content-Length", String(body.count)) }
    if endsConnection { field("Connection", "close") }
    bytes.writeStaticString("\r\n")
    bytes.writeBytes(body)
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
