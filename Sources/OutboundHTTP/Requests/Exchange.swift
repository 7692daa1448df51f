/// What is known of one hop while it goes on, and when it has to stop. A value; libcurl's callbacks feed it.
struct Exchange {
  /// Why we stopped it ourselves.
  enum Stop: Equatable {
    case forbiddenAddress
    case tooLong
    case tooManyHeaders
    case repetition
    /// Its party receives too much at once.
    case crowded
    /// What is to be sent cannot be read, in words.
    case source(String)
    /// What is received cannot be written, in words.
    case sink(String)
  }

  static let forbiddenAddress = "the address is private, reserved or otherwise not one that may be connected to"
  /// The most bytes of a response's headers.
  static let headerLimit = 65_536
  /// How much of what nobody wants is read: a connection that is broken off cannot be kept.
  static let discardLimit = 65_536
  /// The most of a body that is kept in memory where a sink was meant to take it.
  static let besidesSinkLimit = 8 << 20

  /// Nil where a proxy makes the connection.
  let addressPolicy: AddressPolicy?
  let responseLimit: Int
  let overflow: ResponseOverflow
  /// The body goes to a sink if it is that of a success.
  let hasSink: Bool
  let mayRepeat: Bool
  let party: Party?

  private(set) var headers: [OutboundHeader] = []
  /// What of the body is kept in memory.
  private(set) var body: [UInt8] = []
  /// Bytes of the body that went to the sink.
  private(set) var sunkBytes = 0
  private(set) var stop: Stop?
  private(set) var wasSent = false
  /// Bytes of the body beyond the limit that were read all the same.
  private(set) var discarded = 0
  private var headerBytes = 0
  private var requests = 0
  private(set) var connections = 0

  init(
    addressPolicy: AddressPolicy?, responseLimit: Int, overflow: ResponseOverflow, hasSink: Bool = false,
    mayRepeat: Bool, party: Party? = nil
  ) {
    self.addressPolicy = addressPolicy
    self.responseLimit = responseLimit
    self.overflow = overflow
    self.hasSink = hasSink
    self.mayRepeat = mayRepeat
    self.party = party
  }

  /// Whether a connection to an address may be tried. Another address of the same name may be allowed.
  mutating func connecting(to address: IPAddress?) -> Bool {
    if let addressPolicy {
      guard let address, addressPolicy.allows(address) else {
        if stop == nil, connections == 0 { stop = .forbiddenAddress }
        return false
      }
    }
    connections += 1
    if stop == .forbiddenAddress { stop = nil }
    return true
  }

  /// Whether the request may go out over a connection to an address.
  mutating func sending(to address: IPAddress?) -> Bool {
    if let addressPolicy, address.map(addressPolicy.allows) != true {
      stop = .forbiddenAddress
      return false
    }
    requests += 1
    // libcurl only repeats what got no byte of an answer; a sink could not take one back.
    guard requests == 1 || mayRepeat && sunkBytes == 0 else {
      stop = .repetition
      return false
    }
    wasSent = true
    return true
  }

  /// A line of the response's head. False ends the transfer.
  mutating func header(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.headerLimit else {
      stop = .tooManyHeaders
      return false
    }
    if line.starts(with: "HTTP/".utf8) {
      // The head of an interim response may have come before.
      headers.removeAll(keepingCapacity: true)
    } else if let header = Self.parse(line) {
      headers.append(header)
    }
    return true
  }

  /// A piece of the body, for memory. False ends the transfer.
  mutating func body(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    let limit = hasSink ? min(responseLimit, Self.besidesSinkLimit) : responseLimit
    let overflow = hasSink ? .truncate : overflow
    let room = max(0, limit - body.count)
    let kept = piece.count <= room ? piece.count : overflow == .truncate ? room : 0
    guard party?.takes(kept, after: body.count) ?? true else {
      stop = .crowded
      return false
    }
    body.append(contentsOf: piece.prefix(kept))
    guard piece.count > room else { return true }
    if overflow == .truncate {
      discarded += piece.count - room
      if discarded <= Self.discardLimit { return true }
    }
    stop = .tooLong
    return false
  }

  /// Whether so many bytes of the body may be written to the sink. False ends the transfer.
  mutating func sinks(_ count: Int) -> Bool {
    guard count <= responseLimit - sunkBytes, sunkBytes > 0 || (announcedLength ?? 0) <= responseLimit else {
      stop = .tooLong
      return false
    }
    sunkBytes += count
    return true
  }

  /// The length of the body, where that is what will be received.
  private var announcedLength: Int? {
    guard !headers.contains(where: { $0.name == "content-encoding" }) else { return nil }
    return headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
  }

  /// Source or sink failed.
  mutating func failed(_ why: Stop) {
    stop = why
  }

  /// What a source or a sink threw, at most 500 characters.
  static func words(of error: any Error) -> String {
    String(String(describing: error).prefix(500))
  }

  /// What it has received counts no longer: it is over, or was answered with a redirect.
  func end() {
    party?.gaveUp(body.count)
  }

  private static func parse(_ line: UnsafeBufferPointer<UInt8>) -> OutboundHeader? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 || byte == 10 }
    var start = colon + 1
    var end = line.count
    while start < end, isSpace(line[start]) { start += 1 }
    while end > start, isSpace(line[end - 1]) { end -= 1 }
    let name = String(unsafeUninitializedCapacity: colon) { buffer in
      for index in 0..<colon {
        let byte = line[index]
        buffer[index] =
          byte >= 128 ? UInt8(ascii: "?") : (65...90).contains(byte) ? byte | 0x20 : byte
      }
      return colon
    }
    return OutboundHeader(name: name, value: String(decoding: line[start..<end], as: UTF8.self))
  }
}
