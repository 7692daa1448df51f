public import ConnectorSDK
public import JSON

/// An HTTP request that a connector asked for.
public struct RecordedRequest: Sendable {
  public var method: String
  public var url: String
  public var headers: [HTTPHeader]
  public var body: [UInt8]
  /// Of a multipart body.
  public var parts: [HTTPRequest.Part]
  /// Whether it belongs to an operation that is open.
  public var hasCause: Bool

  /// The body as JSON; `null` where it is none.
  public var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }

  public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}
