public import JSON

/// A request for the host to make. TLS, pools, proxies, limits, metrics and traces are the host's.
public struct HTTPRequest: Sendable {
  public enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// The bytes of a host file, streamed by the host.
    case file(HostFile)
    /// multipart/form-data.
    case parts([Part])
  }

  public struct Part: Sendable, Equatable {
    public var name: String
    /// Empty: an ordinary field.
    public var filename: String
    public var mime: String
    public var data: [UInt8]
    /// Instead of ``data``: the bytes of a host file.
    public var file: HostFile?

    public init(_ name: String, data: [UInt8] = [], file: HostFile? = nil, filename: String = "", mime: String = "") {
      self.name = name
      self.filename = filename
      self.mime = mime
      self.data = data
      self.file = file
    }
  }

  public var method: String
  /// Never logged: it may contain a secret.
  public var url: String
  public var headers: [HTTPHeader]
  public var body: Body
  /// From now until the last byte. Nil: 30 s, or the deadline of the operation that it is made for.
  public var timeout: Duration?
  /// In bytes, after decompression. Nil: 8 MiB, or 2 GiB for a response that is stored.
  public var maxResponseBytes: UInt64?
  /// Within the declared egress hosts.
  public var followsRedirects = false
  /// The body of a 2xx response becomes ``HTTPResponse/file`` instead of being passed. Only while an operation is worked on,
  /// with which the file ends.
  public var storesResponse = false

  public init(
    method: String, url: String, headers: [HTTPHeader] = [], body: Body = .none, timeout: Duration? = nil,
    maxResponseBytes: UInt64? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maxResponseBytes = maxResponseBytes
  }

  public static func get(_ url: String, headers: [HTTPHeader] = []) -> Self {
    Self(method: "GET", url: url, headers: headers)
  }

  /// A POST of one JSON object, whose members `write` writes.
  public static func post(_ url: String, headers: [HTTPHeader] = [], _ write: (inout JSONWriter) -> Void) -> Self {
    var writer = JSONWriter()
    writer.object(write)
    return Self(
      method: "POST", url: url, headers: [HTTPHeader("Content-Type", "application/json")] + headers,
      body: .bytes(writer.bytes))
  }
}
