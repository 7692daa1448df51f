import JSON
public import Logging

/// Writes each record as one line of JSON: `timestamp`, `level`, `logger`, `message`, then the metadata as members of
/// the same object. Metadata under one of those four names, or `error`, is kept with an underscore in front.
public struct JSONLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  public var logLevel: Logger.Level

  private let label: String
  private let output: LogOutput
  private let clock: @Sendable () -> LogTime

  public init(
    label: String,
    level: Logger.Level = .info,
    output: LogOutput = .standardError,
    metadataProvider: Logger.MetadataProvider? = nil,
    clock: @escaping @Sendable () -> LogTime = LogTime.now
  ) {
    self.label = label
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
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      writer.key("timestamp")
      writer.string(clock().rfc3339)
      writer.key("level")
      writer.string(event.level.rawValue)
      writer.key("logger")
      writer.string(label)
      writer.key("message")
      writer.string(event.message.description)
      if let error = event.error {
        writer.key("error")
        writer.string(String(describing: error))
      }
      for (key, value) in combinedMetadata(with: event).sorted(by: { $0.key < $1.key }) {
        writer.key(Self.reserved.contains(key) ? "_\(key)" : key)
        Self.write(value, into: &writer)
      }
    }
    output.put(line: writer.bytes + [UInt8(ascii: "\n")])
  }

  private static let reserved: Set<String> = ["timestamp", "level", "logger", "message", "error"]

  private static func write(_ value: Logger.MetadataValue, into writer: inout JSONWriter) {
    switch value {
    case .string(let text): writer.string(text)
    case .stringConvertible(let value as any BinaryInteger): writer.raw(String(describing: value).utf8)
    case .stringConvertible(let value as Bool): writer.bool(value)
    case .stringConvertible(let value): writer.string(value.description)
    case .array(let values):
      writer.array { writer in
        for value in values { write(value, into: &writer) }
      }
    case .dictionary(let values):
      writer.object { writer in
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
          writer.key(key)
          write(value, into: &writer)
        }
      }
    }
  }
}

extension LogHandler {
  /// The handler's metadata, what the provider adds, and the record's own, the later winning.
  func combinedMetadata(with event: LogEvent) -> Logger.Metadata {
    var combined = metadata
    if let provided = metadataProvider?.get() { combined.merge(provided) { $1 } }
    if let own = event.metadata { combined.merge(own) { $1 } }
    return combined
  }
}
