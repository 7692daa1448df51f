import CCurl

extension Exchange {
  /// What came of it, by libcurl's verdict.
  ///
  /// - Parameter certificate: OpenSSL's verdict on the server's certificate.
  func outcome(
    _ code: CURLcode, status: Int, certificate: Int, elapsed: Duration
  ) -> Result<OutboundResponse, OutboundError> {
    // What is wanted is there, however the rest ended.
    let isCut = discarded > 0
    if (code == CURLE_OK || isCut), status >= 100 {
      return .success(
        OutboundResponse(
          status: status, headers: headers, body: body, sunkBytes: UInt64(sunkBytes), isTruncated: isCut,
          elapsed: elapsed))
    }
    return .failure(failure(code, certificate))
  }

  private func failure(_ code: CURLcode, _ certificate: Int) -> OutboundError {
    func error(_ code: OutboundError.Code, _ message: String) -> OutboundError {
      OutboundError(code, message, wasSent: wasSent)
    }
    switch stop {
    case .forbiddenAddress: return error(.forbiddenAddress, Self.forbiddenAddress)
    case .tooLong: return error(.tooLarge, "the response is longer than \(responseLimit) bytes")
    case .tooManyHeaders: return error(.tooLarge, "the response's headers are longer than 64 KiB")
    case .repetition: return error(.interrupted, "the server closed a kept connection as the request went out")
    case .crowded: return error(.overloaded, "too many bytes of responses are being received already")
    case .source(let message): return error(.source, message)
    case .sink(let message): return error(.sink, message)
    case nil: break
    }
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      return error(.timeout, wasSent ? "no complete response in time" : "no connection in time")
    case CURLE_COULDNT_RESOLVE_HOST: return error(.resolve, "the host's name leads to no address")
    case CURLE_COULDNT_RESOLVE_PROXY: return error(.resolve, "the proxy's name leads to no address")
    case CURLE_COULDNT_CONNECT: return error(.connect, "the connection was refused, or leads nowhere")
    case CURLE_PROXY: return error(.connect, "the proxy does not let us through")
    case CURLE_URL_MALFORMAT: return error(.invalidURL, "the URL has to begin with http:// or https://")
    // The URL was read before: this is about what came back.
    case CURLE_UNSUPPORTED_PROTOCOL: return error(.protocolError, "what came back is not HTTP")
    case CURLE_PEER_FAILED_VERIFICATION: return error(.tls, Self.reason(certificate))
    case CURLE_SSL_CONNECT_ERROR: return error(.tls, "no agreement on TLS")
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
      return error(.tls, String(cString: curl_easy_strerror(code)))
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
      return error(.interrupted, "the connection ended before the response did")
    default:
      // The texts of libcurl for its codes are constants; they hold nothing of the request.
      return error(.protocolError, String(cString: curl_easy_strerror(code)))
    }
  }

  /// The verdicts of OpenSSL (x509_vfy.h) that people run into.
  private static func reason(_ verdict: Int) -> String {
    switch verdict {
    case 9: "the server's certificate is not valid yet"
    case 10: "the server's certificate has expired"
    case 18: "the server's certificate is self-signed"
    case 19, 20, 21: "the server's certificate comes from an authority that is not trusted here"
    default: "the server's certificate is not one for this host, or not to be trusted"
    }
  }
}
