import NIOCore
import NIOPosix
import NIOSSL

/// What went wrong on a connection, in words: the library's own name its source lines.
enum TLSProblem {
  /// In the order in which they are looked for.
  private static let known: [(mark: String, words: String)] = [
    ("failedToValidateHostname", "its certificate is for another name"),
    ("serverHostnameImpossibleToMatch", "no certificate can be for such a name"),
    ("CERTIFICATE_VERIFY_FAILED", "its certificate is not from the authority, or not valid at this time"),
    ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "it showed no certificate"),
    ("ALERT_CERTIFICATE_REQUIRED", "it wants a certificate"),
    ("ALERT_UNKNOWN_CA", "it does not know the authority of this side's certificate"),
    ("ALERT_CERTIFICATE_EXPIRED", "this side's certificate has expired"),
    ("ALERT_CERTIFICATE_REVOKED", "this side's certificate was revoked"),
    ("ALERT_CERTIFICATE_UNKNOWN", "it does not accept this side's certificate"),
    ("ALERT_BAD_CERTIFICATE", "it does not accept this side's certificate"),
    ("ALERT_UNSUPPORTED_CERTIFICATE", "this side's certificate is not for this use"),
    ("ALERT_PROTOCOL_VERSION", "it speaks no TLS 1.3"),
    ("UNSUPPORTED_PROTOCOL", "it speaks no TLS 1.3"),
    ("NO_APPLICATION_PROTOCOL", "it speaks another version of this protocol"),
    ("WRONG_VERSION_NUMBER", "it does not speak TLS"),
    ("HTTP_REQUEST", "it does not speak TLS"),
    ("uncleanShutdown", "the connection was closed"),
    ("EOF during handshake", "the connection was closed during the handshake"),
  ]

  /// Goes on from whom it is about.
  static func text(_ error: any Error) -> String {
    switch error {
    case let fault as LinkFault: return "it broke the protocol: \(fault)"
    case let error as IOError: return reason(of: error.errnoCode)
    case let error as NIOConnectionError:
      if let first = error.connectionErrors.first { return text(first.error) }
      return "its name cannot be resolved"
    case is ChannelError: return "no connection within the time there is"
    default: break
    }
    let told = "\(error)"
    if let (_, words) = known.first(where: { told.contains($0.mark) }) { return words }
    // The name of the fault stands behind the last colon but one: `error:1000...:SSL routines:OPENSSL_internal:NAME at …`.
    guard
      let name = told.split(whereSeparator: { $0 == ":" || $0 == " " }).first(where: {
        $0.contains("_") && $0 == $0.uppercased()[...]
      })
    else {
      return "the handshake failed"
    }
    return "the handshake failed (\(name))"
  }
}
