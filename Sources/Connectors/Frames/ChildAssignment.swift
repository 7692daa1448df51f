import JSON
import Logging

/// What a process has to know to run an account's connector. Holds the account's secrets.
struct ChildAssignment {
  var account: String
  var settings: JSONObject
  var maxInFlight: Int
  var maxQueuedEvents: Int
  var callLimits: CallLimits
  /// Less important lines are not wanted.
  var logLevel: Logger.Level
  /// What the connector has kept.
  var kept: [ConnectorStateChange]
  /// Whether the gateway makes HTTP requests, and keeps values.
  var hasHTTP: Bool
  var hasState: Bool
  /// Whether responses can become files.
  var hasFiles: Bool
  /// Whether to connect without being told.
  var connects: Bool

  func encode(into writer: inout FrameWriter) {
    writer.text(account)
    writer.data(JSONWriter.bytes(of: .object(settings)))
    writer.number(Int32(clamping: maxInFlight))
    writer.number(Int32(clamping: maxQueuedEvents))
    for limit in [callLimits.soft, callLimits.hard, callLimits.completion, callLimits.healthInterval] {
      writer.duration(limit)
    }
    writer.text(logLevel.rawValue)
    writer.list(kept) { $1.encode(into: &$0) }
    writer.flag(hasHTTP)
    writer.flag(hasState)
    writer.flag(hasFiles)
    writer.flag(connects)
  }

  init(
    account: String, settings: JSONObject, maxInFlight: Int, maxQueuedEvents: Int, callLimits: CallLimits,
    logLevel: Logger.Level, kept: [ConnectorStateChange], hasHTTP: Bool, hasState: Bool, hasFiles: Bool,
    connects: Bool
  ) {
    self.account = account
    self.settings = settings
    self.maxInFlight = maxInFlight
    self.maxQueuedEvents = maxQueuedEvents
    self.callLimits = callLimits
    self.logLevel = logLevel
    self.kept = kept
    self.hasHTTP = hasHTTP
    self.hasState = hasState
    self.hasFiles = hasFiles
    self.connects = connects
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    let account = try reader.text(limit: 256)
    self.account = account
    guard let settings = try? JSONParser.parse(try reader.data(limit: 2 << 20)).objectValue else {
      throw FrameError(.invalid, "settings that are no JSON")
    }
    self.settings = settings
    maxInFlight = Int(try reader.number(Int32.self))
    maxQueuedEvents = Int(try reader.number(Int32.self))
    callLimits = CallLimits(
      soft: try reader.duration(), hard: try reader.duration(), completion: try reader.duration(),
      healthInterval: try reader.duration())
    logLevel = Logger.Level(rawValue: try reader.text(limit: 16)) ?? .info
    kept = try reader.list(limit: 4 * BorderLimits.stateValues) { (reader) throws(FrameError) in
      try ConnectorStateChange(from: &reader, account: account)
    }
    hasHTTP = try reader.flag()
    hasState = try reader.flag()
    hasFiles = try reader.flag()
    connects = try reader.flag()
  }
}
