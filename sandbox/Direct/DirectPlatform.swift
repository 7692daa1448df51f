/// The platforms whose businesses write to people through the Send API, and in what they differ.
enum DirectPlatform: String, CaseIterable, Sendable {
  case messenger
  case instagram

  var title: String { self == .messenger ? "Messenger" : "Instagram" }
  var target: FaultTarget { self == .messenger ? .messenger : .instagram }
  /// The `object` of callbacks.
  var object: String { self == .messenger ? "page" : "instagram" }
  /// Whether callbacks tell that a message has arrived; and reading by a moment, not by a message.
  var reportsWatermarks: Bool { self == .messenger }
  /// Whether people's taking back is told.
  var reportsDeletions: Bool { self == .instagram }
  /// Whether echoes carry the app's id and the message's metadata.
  var echoesMetadata: Bool { self == .messenger }
  /// Calls a second.
  var callsPerSecond: Double { self == .messenger ? 300 : 100 }
  /// For how long a callback is tried.
  var schedule: RedeliverySchedule { self == .messenger ? .messenger : .instagram }
  var fields: Set<String> {
    self == .messenger
      ? [
        "messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads",
        "message_reactions", "message_edits", "standby",
      ] : ["messages", "message_reactions", "messaging_seen", "messaging_postbacks", "message_edit"]
  }

  /// Whether a text is short enough: fewer than 2,000 characters, or at most 1,000 bytes.
  func fits(_ text: String) -> Bool {
    self == .messenger ? text.unicodeScalars.count < 2000 : text.utf8.count <= 1000
  }
}
