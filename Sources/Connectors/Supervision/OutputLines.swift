/// What a connector's process prints, made into lines for the log: a value, without clock.
///
/// Lines have a length and a pace; what is beyond it is counted. Secrets are masked, and control characters replaced: a
/// terminal that shows the log must not obey them.
struct OutputLines {
  struct Dropped: Equatable {
    var lines: UInt64 = 0
    var bytes: UInt64 = 0
  }

  /// Longer lines are cut: bytes.
  static let lineLimit = 2_048
  /// On average.
  static let linesPerSecond = 20.0
  /// At once.
  static let burst = 200

  private let mask: SecretMask
  private var bucket: TokenBucket
  private var line: [UInt8] = []
  /// Bytes of the line that begins in `line`.
  private var lineBytes = 0
  /// Whether the line is dropped; nil at its beginning.
  private var drops: Bool?
  private(set) var dropped = Dropped()

  init(mask: SecretMask, at now: TokenBucket.Instant) {
    self.mask = mask
    bucket = TokenBucket(rate: Self.linesPerSecond, burst: Self.burst, at: now)
  }

  /// So much is needed to find a secret of which only the beginning is shown.
  private var keeps: Int { Self.lineLimit + mask.longest }

  /// - Returns: The lines that are complete by now.
  mutating func take(_ bytes: some Collection<UInt8>, at now: TokenBucket.Instant) -> [String] {
    var lines: [String] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A)
      add(rest[..<(end ?? rest.endIndex)], at: now)
      guard let end else { break }
      if let text = completeLine() { lines.append(text) }
      rest = rest[rest.index(after: end)...]
    }
    return lines
  }

  /// The output has ended, perhaps within a line.
  mutating func finish() -> String? {
    lineBytes == 0 ? nil : completeLine()
  }

  /// Tells what was dropped since it was asked last.
  mutating func takeDropped() -> Dropped? {
    guard dropped != Dropped() else { return nil }
    defer { dropped = Dropped() }
    return dropped
  }

  private mutating func add(_ bytes: some Collection<UInt8>, at now: TokenBucket.Instant) {
    guard !bytes.isEmpty else { return }
    if drops == nil { drops = bucket.take(at: now) != nil }
    lineBytes += bytes.count
    if drops == false, line.count < keeps { line += bytes.prefix(keeps - line.count) }
  }

  private mutating func completeLine() -> String? {
    defer {
      line.removeAll(keepingCapacity: true)
      lineBytes = 0
      drops = nil
    }
    if drops == true {
      dropped.lines += 1
      dropped.bytes += UInt64(lineBytes)
      return nil
    }
    let overflows = lineBytes > line.count
    if !overflows, line.last == 0x0D { line.removeLast() }
    guard !line.isEmpty else { return nil }
    var shown = mask.masked(line)
    // Its last bytes may be the beginning of a secret that goes on behind them.
    if overflows { shown.removeLast(min(shown.count, max(0, mask.longest - 1))) }
    let isCut = overflows || shown.count > Self.lineLimit
    let text = Self.printable(shown.prefix(Self.lineLimit))
    return isCut ? text + " … (\(lineBytes) bytes)" : text
  }

  private static func printable(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }

  private static func isControl(_ character: Unicode.Scalar) -> Bool {
    character.properties.generalCategory == .control && character != "\t"
  }
}
