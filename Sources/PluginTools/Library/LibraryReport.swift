package import JSON

/// What a library says about itself, as `plugin inspect` shows it.
package struct LibraryReport: Sendable {
  package struct Connector: Sendable {
    package var id: String
    package var channel: String
    package var name: String
    package var version: String
    package var json: JSONValue
  }

  /// Why it says nothing; nil when it does.
  package var problem: String?
  package var expected: String?
  package var connectors: [Connector] = []
  package var json: JSONValue = .null

  init(problem: String) {
    self.problem = problem
    json = ["error": .string(problem)]
  }

  init(_ json: JSONValue) {
    self.json = json
    problem = json["error"]?.stringValue
    expected = json["expected"]?.stringValue
    connectors = (json["connectors"]?.arrayValue ?? []).map { entry in
      Connector(
        id: entry["id"]?.stringValue ?? "", channel: entry["channel"]?.stringValue ?? "",
        name: entry["display_name"]?.stringValue ?? "", version: entry["version"]?.stringValue ?? "", json: entry)
    }
  }
}
