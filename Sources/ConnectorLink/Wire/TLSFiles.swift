import Glibc
import NIOSSL

/// The certificates of one end of a link, as files in PEM.
public struct TLSFiles: Sendable, Equatable {
  /// One's own; those that lead to its authority may follow.
  public var certificate: String
  public var key: String
  /// Of the authority that the other side's certificate has to come from.
  public var authority: String

  public init(certificate: String, key: String, authority: String) {
    self.certificate = certificate
    self.key = key
    self.authority = authority
  }

  /// - Throws: `LinkFault` that names the file which cannot be used.
  func server() throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeServerConfigurationWithMTLS(
      certificateChain: try chain(), privateKey: .privateKey(try privateKey()), trustRoots: .certificates(try roots()))
    configuration.minimumTLSVersion = .tlsv13
    return try context(configuration)
  }

  /// - Throws: as `server`.
  func client() throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateChain = try chain()
    configuration.privateKey = .privateKey(try privateKey())
    configuration.trustRoots = .certificates(try roots())
    configuration.certificateVerification = .fullVerification
    configuration.minimumTLSVersion = .tlsv13
    return try context(configuration)
  }

  private func context(_ base: TLSConfiguration) throws -> NIOSSLContext {
    var configuration = base
    configuration.applicationProtocols = [LinkProtocol.name]
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw LinkFault("the certificate \(certificate) and the key \(key) do not belong together")
    }
  }

  private func chain() throws -> [NIOSSLCertificateSource] {
    try certificates(certificate).map { .certificate($0) }
  }

  private func roots() throws -> [NIOSSLCertificate] { try certificates(authority) }

  private func certificates(_ path: String) throws -> [NIOSSLCertificate] {
    try readable(path)
    do {
      let found = try NIOSSLCertificate.fromPEMFile(path)
      guard !found.isEmpty else { throw LinkFault("") }
      return found
    } catch {
      throw LinkFault("\(path) holds no certificate in PEM")
    }
  }

  private func privateKey() throws -> NIOSSLPrivateKey {
    try readable(key)
    do {
      return try NIOSSLPrivateKey(file: key, format: .pem)
    } catch {
      throw LinkFault("\(key) holds no private key in PEM without a password")
    }
  }

  private func readable(_ path: String) throws {
    guard access(path, R_OK) == 0 else {
      throw LinkFault("cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
  }
}
