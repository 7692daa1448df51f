public import Logging

/// Writes records for people at a terminal: the time of day, the level, the message, and the metadata as `key=value`.
public struct TerminalLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  public var logLevel: Logger.Level

  private let label: String
  private let usesColour: Bool
  private let output: LogOutput
  private let clock: @Sendable () -> LogTime

  public init(
    label: String,
    level: Logger.Level = .info,
    usesColour: Bool = false,
    output: LogOutput = .standardError,
    metadataProvider: Logger.MetadataProvider? = nil,
    clock: @escaping @Sendable () -> LogTime = LogTime.now
  ) {
    self.label = label
    self.usesColour = usesColour
    self.output = output
    self.metadataProvider = metadataProvider
    self.clock = clock
    logLevel = level
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var line =
      "\(faint(clock().localClock)) \(levelText(event.level)) \(faint(label)) \(visible(event.message.description))"
    if let error = event.error { line += " \(faint("error="))\(visible(String(describing: error)))" }
    for (key, value) in combinedMetadata(with: event).sorted(by: { $0.key < $1.key }) {
      line += " \(faint("\(key)="))\(visible(value.description))"
    }
    output.put(line: Array((line + "\n").utf8))
  }

  private func levelText(_ level: Logger.Level) -> String {
    let word = level.rawValue.uppercased()
    let padded = word + String(repeating: " ", count: max(0, 8 - word.count))
    guard usesColour else { return padded }
    return switch level {
    case .trace, .debug: "\u{1B}[2m\(padded)\u{1B}[0m"
    case .info, .notice: "\u{1B}[32m\(padded)\u{1B}[0m"
    case .warning: "\u{1B}[33m\(padded)\u{1B}[0m"
    case .error, .critical: "\u{1B}[31m\(padded)\u{1B}[0m"
    }
  }

  private func faint(_ text: String) -> String {
    usesColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }

  /// The text with control characters spelled out, so that what comes from outside can neither forge a line nor
  /// steer the terminal.
  private func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return text.unicodeScalars.map {
      $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0)
    }.joined()
  }
}
