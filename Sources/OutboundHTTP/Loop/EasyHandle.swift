import CCurl
import Glibc

/// One of libcurl's handles for a transfer, used again and again.
///
/// What is the same for all requests is set once. What differs is set by `prepare`, all of it each time, and given back
/// by `clear`; starting from nothing for each request (`curl_easy_reset`) would take several times as long.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private(set) var transfer: Transfer?
  private var form: OpaquePointer?
  /// Of what the present hop sends; libcurl keeps pointers to them.
  private var readers: [SourceReader] = []
  private let proxy: OutboundProxy?

  /// libcurl's own, for what it sends: bytes.
  private static let usualBufferSize = 64 << 10

  init?(_ configuration: OutboundHTTPClient.Configuration) {
    guard let pointer = curl_easy_init() else { return nil }
    self.pointer = pointer
    self.proxy = configuration.proxy
    setUp(configuration)
    listen()
  }

  deinit {
    curl_easy_cleanup(pointer)
    curl_mime_free(form)
  }

  private func setUp(_ configuration: OutboundHTTPClient.Configuration) {
    ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1)
    // Giving a transfer up while its name is being looked up would else wait for the look-up, and everyone with it.
    ccurl_set_long(pointer, CURLOPT_QUICK_EXIT, 1)
    ccurl_set_text(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
    ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0)
    ccurl_set_long(pointer, CURLOPT_TCP_KEEPALIVE, 1)
    ccurl_set_long(pointer, CURLOPT_MAXAGE_CONN, max(1, Int(configuration.maxIdleTime.components.seconds)))
    ccurl_set_long(pointer, CURLOPT_LOW_SPEED_LIMIT, configuration.lowSpeedLimit)
    ccurl_set_long(pointer, CURLOPT_LOW_SPEED_TIME, Int(configuration.lowSpeedTime.components.seconds))
    ccurl_set_text(pointer, CURLOPT_USERAGENT, configuration.userAgent)
    // All that this libcurl can decompress.
    ccurl_set_text(pointer, CURLOPT_ACCEPT_ENCODING, "")
    ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    ccurl_set_long(pointer, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    // Empty, not NULL: that would have libcurl look into the environment.
    ccurl_set_text(pointer, CURLOPT_PROXY, "")
    ccurl_set_text(pointer, CURLOPT_NOPROXY, "")
    if let caFile = configuration.caFile {
      // The system's authorities come from their directory then.
      ccurl_set_text(pointer, CURLOPT_CAINFO, caFile)
    } else {
      // Without a directory, libcurl reads the system's file once and not for each connection.
      ccurl_set_text(pointer, CURLOPT_CAPATH, nil)
    }
    if let certificate = configuration.clientCertificate {
      ccurl_set_text(pointer, CURLOPT_SSLCERT, certificate.certificateFile)
      ccurl_set_text(pointer, CURLOPT_SSLKEY, certificate.keyFile)
      ccurl_set_text(pointer, CURLOPT_KEYPASSWD, certificate.keyPassword)
    }
  }

  /// Lets libcurl tell this object what happens. It is called on the loop's thread alone, while the handle is in use.
  private func listen() {
    let itself = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_private(pointer, itself)
    ccurl_on_header(
      pointer,
      { data, size, count, itself in
        let line = EasyHandle.bytes(data, size * count)
        return EasyHandle.from(itself).transfer?.exchange.header(line) == true ? line.count : -1
      }, itself)
    ccurl_on_body(
      pointer,
      { data, size, count, itself in
        let piece = EasyHandle.bytes(data, size * count)
        return EasyHandle.from(itself).receive(piece) ? piece.count : -1
      }, itself)
    ccurl_on_socket(
      pointer,
      { itself, _, address in
        guard let address, let transfer = EasyHandle.from(itself).transfer else { return CURL_SOCKET_BAD }
        var count: Int32 = 0
        let bytes = UnsafeBufferPointer(start: ccurl_address_bytes(address, &count), count: Int(count))
        guard transfer.exchange.connecting(to: IPAddress(bytes: bytes)) else { return CURL_SOCKET_BAD }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.protocol)
      }, itself)
    ccurl_on_request(
      pointer,
      { itself, address, _, _, _ in
        let peer = address.flatMap { IPAddress(cString: $0) }
        let handle = EasyHandle.from(itself)
        // Of a repeated request, libcurl does not go back if it had only read and nothing had been sent.
        for reader in handle.readers { reader.rewind() }
        let goesOn = handle.transfer?.exchange.sending(to: peer) == true
        return goesOn ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
      }, itself)
  }

  /// Sets the handle up for the transfer's present hop.
  func prepare(_ transfer: Transfer, now: ContinuousClock.Instant) {
    self.transfer = transfer
    let hop = transfer.hop
    ccurl_set_url(pointer, hop.url.handle)
    ccurl_set_list(pointer, CURLOPT_HTTPHEADER, hop.headers.first)
    // TLS tells whether the server speaks HTTP/2; it is worth waiting for that instead of making one connection each.
    // Without TLS that would be waiting for the first response.
    let version = hop.url.isEncrypted ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
    ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, Int(version))
    ccurl_set_long(pointer, CURLOPT_PIPEWAIT, hop.url.isEncrypted ? 1 : 0)
    ccurl_set_long(pointer, CURLOPT_TIMEOUT_MS, max(1, (transfer.deadline - now).milliseconds))
    ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, max(1, transfer.request.connectTimeout.milliseconds))
    if let proxy { ccurl_set_text(pointer, CURLOPT_PROXY, proxy.serves(hop.url) ? proxy.url : "") }

    var ordinary = "POST"
    switch hop.body {
    case .none where hop.method == "HEAD":
      ccurl_set_long(pointer, CURLOPT_NOBODY, 1)
      ordinary = "HEAD"
    case .none where hop.method != "POST" && hop.method != "PUT" && hop.method != "PATCH":
      ccurl_set_long(pointer, CURLOPT_HTTPGET, 1)
      ordinary = "GET"
    case .none: setBody([])
    case .bytes(let bytes): setBody(bytes)
    case .source(let source): setBody(reader(of: source, for: transfer))
    case .multipart(let parts): setForm(parts, for: transfer)
    }
    if !readers.isEmpty { ccurl_set_long(pointer, CURLOPT_UPLOAD_BUFFERSIZE, SourceReader.pieceSize) }
    ccurl_set_text(pointer, CURLOPT_CUSTOMREQUEST, hop.method == ordinary ? nil : hop.method)
  }

  private func setBody(_ bytes: [UInt8]) {
    ccurl_set_long(pointer, CURLOPT_POST, 1)
    ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, bytes.count)
    // A copy, made by the size above: what libcurl only pointed at could move.
    // NULL would mean that there is no body at all.
    bytes.withUnsafeBytes {
      _ = ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(pointer))
    }
  }

  private func setBody(_ reader: SourceReader) {
    ccurl_set_long(pointer, CURLOPT_POST, 1)
    // Without CURLOPT_POSTFIELDS, as `clear` has left it, libcurl asks for the bytes.
    ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, reader.length)
    askForBytes(of: reader.opaque)
  }

  private func askForBytes(of reader: UnsafeMutableRawPointer?) {
    ccurl_on_read(pointer, { SourceReader.read($0, $1 * $2, $3) }, reader)
    ccurl_on_seek(pointer, { SourceReader.seek($0, $1, $2) }, reader)
  }

  private func reader(of source: any OutboundSource, for transfer: Transfer) -> SourceReader {
    let reader = SourceReader(source, of: transfer)
    readers.append(reader)
    return reader
  }

  private func setForm(_ parts: [OutboundPart], for transfer: Transfer) {
    curl_mime_free(form)
    form = curl_mime_init(pointer)
    for part in parts {
      let field = curl_mime_addpart(form)
      curl_mime_name(field, part.name)
      switch part.content {
      case .bytes(let data):
        data.withUnsafeBytes { _ = curl_mime_data(field, $0.baseAddress ?? UnsafeRawPointer(pointer), $0.count) }
      case .source(let source):
        let reader = reader(of: source, for: transfer)
        curl_mime_data_cb(
          field, reader.length, { SourceReader.read($0, $1 * $2, $3) }, { SourceReader.seek($0, $1, $2) }, nil,
          reader.opaque)
      }
      if let filename = part.filename { curl_mime_filename(field, filename) }
      if let mime = part.mime { curl_mime_type(field, mime) }
    }
    ccurl_set_form(pointer, form)
  }

  /// Takes a piece of the body in. False ends the transfer.
  private func receive(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let transfer else { return false }
    if let sink = transfer.request.sink, (200...299).contains(status) { return transfer.write(piece, to: sink) }
    return transfer.exchange.body(piece)
  }

  /// Lets go of the transfer and of everything that belongs to it.
  func clear() {
    ccurl_set_list(pointer, CURLOPT_HTTPHEADER, nil)
    ccurl_set_url(pointer, nil)
    if let form {
      ccurl_set_form(pointer, nil)
      curl_mime_free(form)
      self.form = nil
    }
    if !readers.isEmpty {
      askForBytes(of: nil)
      readers.removeAll()
      // Frees the buffer as well.
      ccurl_set_long(pointer, CURLOPT_UPLOAD_BUFFERSIZE, Self.usualBufferSize)
    }
    ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, nil)
    ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, -1)
    ccurl_set_long(pointer, CURLOPT_HTTPGET, 1)
    transfer = nil
  }

  /// What came of the hop that has just ended.
  func outcome(_ code: CURLcode, of transfer: Transfer) -> Result<OutboundResponse, OutboundError> {
    transfer.exchange.outcome(
      code,
      status: status,
      certificate: code == CURLE_OK ? 0 : ccurl_get_long(pointer, CURLINFO_SSL_VERIFYRESULT),
      elapsed: ContinuousClock.now - transfer.begin)
  }

  private var status: Int { ccurl_get_long(pointer, CURLINFO_RESPONSE_CODE) }

  static func from(_ itself: UnsafeMutableRawPointer?) -> EasyHandle {
    Unmanaged<EasyHandle>.fromOpaque(itself!).takeUnretainedValue()
  }

  private static func bytes(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafeRawPointer(data)?.assumingMemoryBound(to: UInt8.self), count: count)
  }
}
