/// What a connector host goes by.
public struct ConnectorHostSettings: Sendable {
  public var address: String
  /// 0 picks a free one.
  public var port: Int
  /// Its own certificate, and the authority of the clients that it serves.
  public var files: TLSFiles
  /// The folders in which plugins are looked for; clients name them by their short names alone.
  public var searchPath: [String]
  /// What connectors' processes are told on their command line about what they may do.
  public var confinement: [String]
  /// Connectors that run at once, in all and for one client's certificate.
  public var connectors: Int
  public var connectorsPerClient: Int
  /// How long connectors may take to finish at a stop.
  public var grace: Duration

  public init(
    address: String, port: Int, files: TLSFiles, searchPath: [String], confinement: [String], connectors: Int = 256,
    connectorsPerClient: Int = 128, grace: Duration = .seconds(20)
  ) {
    self.address = address
    self.port = port
    self.files = files
    self.searchPath = searchPath
    self.confinement = confinement
    self.connectors = connectors
    self.connectorsPerClient = connectorsPerClient
    self.grace = grace
  }

  var limits: Admission.Limits {
    Admission.Limits(connectors: connectors, connectorsPerClient: connectorsPerClient)
  }
}
