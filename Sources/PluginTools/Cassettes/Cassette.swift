package import JSON

/// What a connector asked the platform, what it was answered, and what came of it: recorded once, replayed as a test.
///
/// Secrets stand in it by the name of their setting, `<bot_token>`.
package struct Cassette: Sendable, Equatable {
  /// One text that was sent; the first step has none, it is what connecting took.
  package struct Step: Sendable, Equatable {
    package var recipient: String?
    package var text = ""
    package var exchanges: [CassetteExchange] = []
    /// The name of the result code; empty for the first step.
    package var result = ""
    package var remoteID: String?

    package init(
      recipient: String? = nil, text: String = "", exchanges: [CassetteExchange] = [], result: String = "",
      remoteID: String? = nil
    ) {
      self.recipient = recipient
      self.text = text
      self.exchanges = exchanges
      self.result = result
      self.remoteID = remoteID
    }
  }

  package var connector: String
  package var settings: [String: JSONValue]
  package var steps: [Step]

  package init(connector: String, settings: [String: JSONValue], steps: [Step] = []) {
    self.connector = connector
    self.settings = settings
    self.steps = steps
  }

  /// Reads a file.
  ///
  /// - Throws: `UnusableInput`.
  package init(contentsOf path: String) throws {
    do {
      let json = try JSONParser.parse(try TextFile.read(path))
      guard json["cassette"] == 1, let steps = json["steps"]?.arrayValue else {
        throw FixtureError("it is no cassette of this version")
      }
      connector = json["connector"]?.stringValue ?? ""
      settings = [:]
      for member in json["settings"]?.objectValue?.members ?? [] { settings[member.key] = member.value }
      self.steps = try steps.map { step in
        Step(
          recipient: step["to"]?.stringValue, text: step["text"]?.stringValue ?? "",
          exchanges: try (step["exchanges"]?.arrayValue ?? []).map { try CassetteExchange($0) },
          result: step["result"]?.stringValue ?? "", remoteID: step["remote_id"]?.stringValue)
      }
    } catch {
      throw UnusableInput("\(path) cannot be used: \(error)")
    }
  }

  package func write(to path: String) throws {
    do { try TextFile.write(Array(PrettyJSON.text(json).utf8), to: path) } catch { throw UnusableInput("\(error)") }
  }

  private var json: JSONValue {
    [
      "cassette": 1, "connector": .string(connector),
      "settings": .object(JSONObject(settings.sorted { $0.key < $1.key }.map { ($0, $1) })),
      "steps": .array(
        steps.map { step in
          var object = JSONObject()
          if let recipient = step.recipient {
            object["to"] = .string(recipient)
            object["text"] = .string(step.text)
          }
          object["exchanges"] = .array(step.exchanges.map(\.json))
          if !step.result.isEmpty { object["result"] = .string(step.result) }
          if let id = step.remoteID { object["remote_id"] = .string(id) }
          return .object(object)
        }),
    ]
  }
}
