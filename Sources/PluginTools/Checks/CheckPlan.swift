import JSON

/// What a check's process has to know.
struct CheckPlan: Sendable {
  enum Task: String {
    /// Load the library and say what it holds.
    case describe
    case check
  }

  var task: Task
  /// The id of the check; empty for `describe`.
  var check = ""
  var library: String
  /// Which of the library's connectors.
  var connector = 0
  var seed: UInt64
  /// Of the connector, over what is made up. May hold secrets: never in arguments or the environment.
  var settings: [String: JSONValue] = [:]
  var fixtures: String?
  var recipient: String?
  /// Where transcripts are written.
  var transcripts: String?
  /// Address space of the process, in bytes.
  var memoryLimit: UInt64

  var bytes: [UInt8] {
    JSONWriter.bytes(
      of: [
        "task": .string(task.rawValue), "check": .string(check), "library": .string(library),
        "connector": .integer(connector), "seed": .string(String(seed)),
        "settings": .object(JSONObject(settings.sorted { $0.key < $1.key }.map { ($0, $1) })),
        "fixtures": fixtures.map(JSONValue.string) ?? .null, "recipient": recipient.map(JSONValue.string) ?? .null,
        "transcripts": transcripts.map(JSONValue.string) ?? .null,
        "memory_limit": .string(String(memoryLimit)),
      ])
  }

  init(task: Task, library: String, seed: UInt64, memoryLimit: UInt64) {
    self.task = task
    self.library = library
    self.seed = seed
    self.memoryLimit = memoryLimit
  }

  /// Nil for what `bytes` did not make.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONParser.parse(bytes), let task = json["task"]?.stringValue.flatMap(Task.init),
      let library = json["library"]?.stringValue, let seed = json["seed"]?.stringValue.flatMap({ UInt64($0) }),
      let memory = json["memory_limit"]?.stringValue.flatMap({ UInt64($0) })
    else { return nil }
    self.init(task: task, library: library, seed: seed, memoryLimit: memory)
    check = json["check"]?.stringValue ?? ""
    connector = Int(json["connector"]?.integerValue ?? 0)
    for member in json["settings"]?.objectValue?.members ?? [] { settings[member.key] = member.value }
    fixtures = json["fixtures"]?.stringValue
    recipient = json["recipient"]?.stringValue
    transcripts = json["transcripts"]?.stringValue
  }
}
