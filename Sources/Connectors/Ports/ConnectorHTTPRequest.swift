/// An HTTP request that a connector wants to be made.
public struct ConnectorHTTPRequest: Sendable, Equatable {
  public enum Body: Sendable, Equatable {
    case none
    case bytes([UInt8])
    case file(FileReference)
    /// `multipart/form-data`
    case parts([Part])
  }

  /// One part of a form.
  public struct Part: Sendable, Equatable {
    public var name: String
    /// Nil makes it an ordinary field.
    public var filename: String?
    public var mime: String?
    public var data: [UInt8]
    /// Sent in place of `data`.
    public var file: FileReference?

    public init(
      name: String, filename: String? = nil, mime: String? = nil, data: [UInt8] = [], file: FileReference? = nil
    ) {
      self.name = name
      self.filename = filename
      self.mime = mime
      self.data = data
      self.file = file
    }
  }

  public struct Header: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The name of the channel account.
  public var account: String
  public var method: String
  /// May hold a secret: never to be logged.
  public var url: String
  public var headers: [Header]
  public var body: Body
  /// From now until the last byte.
  public var timeout: Duration
  /// The longest body, in bytes after decompression; beyond it the request fails.
  public var responseLimit: Int
  public var followsRedirects: Bool
  /// The body of a 2xx response becomes a file, instead of being passed.
  public var storesResponse: Bool
  /// What may be contacted, also by redirects, as `EgressHost` writes it.
  public var allowedHosts: [EgressHost]

  public init(
    account: String, method: String, url: String, headers: [Header] = [], body: Body = .none,
    timeout: Duration = .seconds(30), responseLimit: Int = 8 << 20, followsRedirects: Bool = false,
    storesResponse: Bool = false, allowedHosts: [EgressHost] = []
  ) {
    self.account = account
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.responseLimit = responseLimit
    self.followsRedirects = followsRedirects
    self.storesResponse = storesResponse
    self.allowedHosts = allowedHosts
  }

  /// What its body takes in memory, in bytes.
  var bodyBytes: Int {
    switch body {
    case .none, .file: 0
    case .bytes(let bytes): bytes.count
    case .parts(let parts): parts.reduce(0) { $0 + $1.data.count }
    }
  }
}
