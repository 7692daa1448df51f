/// What the client shows to servers that ask who it is.
public struct ClientCertificate: Sendable, Hashable {
  /// PEM files.
  public var certificateFile: String
  public var keyFile: String
  public var keyPassword: String?

  public init(certificateFile: String, keyFile: String, keyPassword: String? = nil) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.keyPassword = keyPassword
  }
}
