import CCurl

/// An absolute URL as libcurl reads it. What is checked here is what is contacted later: nobody reads the text again.
///
/// Safe to share: the handle is only read after `init`.
final class ParsedURL: @unchecked Sendable {
  let handle: OpaquePointer
  let isEncrypted: Bool
  /// In lower case, without brackets or a dot at its end; an IPv4 address in its usual notation, however it was written.
  let host: String
  let port: Int
  /// Of a URL that names an address instead of a host.
  let address: IPAddress?

  /// The longest URL, in bytes.
  private static let limit = 16_384

  static func parse(_ text: String) throws(OutboundError) -> ParsedURL {
    guard text.utf8.count <= limit else { throw OutboundError(.invalidURL, "the URL is longer than 16 KiB") }
    guard let handle = curl_url() else { throw OutboundError(.invalidURL, "out of memory") }
    do throws(OutboundError) {
      // A NUL would end the text early, and another text would be checked than was meant.
      guard !text.utf8.contains(0), curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else {
        throw OutboundError(.invalidURL, "the URL is not an absolute URL with http:// or https://")
      }
      return try ParsedURL(taking: handle)
    } catch {
      curl_url_cleanup(handle)
      throw error
    }
  }

  /// Where a redirect leads; `location` may be relative.
  func resolving(_ location: String) throws(OutboundError) -> ParsedURL {
    guard location.utf8.count <= Self.limit, !location.utf8.contains(0), let copy = curl_url_dup(handle) else {
      throw OutboundError(.protocolError, "the redirect's address is too long, or none")
    }
    do throws(OutboundError) {
      guard curl_url_set(copy, CURLUPART_URL, location, UInt32(CURLU_URLENCODE)) == CURLUE_OK else {
        throw OutboundError(.forbiddenHost, "the redirect does not lead to a URL with http:// or https://")
      }
      return try ParsedURL(taking: copy)
    } catch {
      curl_url_cleanup(copy)
      throw error
    }
  }

  /// Takes the handle over if it does not throw.
  private init(taking handle: OpaquePointer) throws(OutboundError) {
    func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
      var text: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
      defer { curl_free(text) }
      return String(cString: text)
    }
    let scheme = part(CURLUPART_SCHEME)
    guard scheme == "http" || scheme == "https" else {
      throw OutboundError(.invalidURL, "the URL has to begin with http:// or https://")
    }
    guard var host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ Int($0) }),
      port > 0
    else {
      throw OutboundError(.invalidURL, "the URL names no host, or a port that is none")
    }
    host = host.lowercased()
    if host.hasPrefix("[") { host = String(host.dropFirst().dropLast()) }
    if host.hasSuffix(".") { host.removeLast() }
    self.handle = handle
    self.isEncrypted = scheme == "https"
    self.host = host
    self.port = port
    self.address = IPAddress(host)
  }

  deinit {
    curl_url_cleanup(handle)
  }

  /// Whether both URLs lead to the same server, which then may know what the other was told.
  func hasSameOrigin(as other: ParsedURL) -> Bool {
    host == other.host && port == other.port && isEncrypted == other.isEncrypted
  }
}
