import Connectors
import JSON
package import Logging

/// Replays a cassette against a connector.
package struct Replay: Sendable {
  package var library: String
  package var cassette: Cassette
  package var logger: Logger

  package init(library: String, cassette: Cassette, logger: Logger) {
    self.library = library
    self.cassette = cassette
    self.logger = logger
  }

  /// What was not as recorded; nothing when all was.
  ///
  /// - Throws: `UnusableInput`.
  package func run() async throws -> [String] {
    let described = try Verification(library: library, seed: 1).describe()
    guard let connector = described.connectors.first(where: { $0.id == cassette.connector }) else {
      let ids = described.connectors.map(\.id).joined(separator: ", ")
      throw UnusableInput(
        described.problem ?? "the cassette is of \(cassette.connector); \(library) has \(ids)")
    }
    let schema = connector.json["config_schema"]
    let settings = made(schema)
    let http = ReplayingHTTP(mask: SecretMask(settings: settings, schema: schema))
    let drive = ConnectorDrive(
      library: library, connector: connector.id, settings: settings, logger: logger, events: { _ in })
    var differences: [String] = []
    http.expect(cassette.steps.first?.exchanges ?? [])
    do {
      try await drive.start(http)
    } catch {
      return ["connecting: \(error)"] + http.takeDifferences()
    }
    differences += report("connecting", http.takeDifferences())
    for (index, step) in cassette.steps.enumerated().dropFirst() {
      http.expect(step.exchanges)
      let result = await drive.send(step.text, to: step.recipient ?? "", replyTo: nil, number: index)
      var found = http.takeDifferences()
      if result.codeName != step.result || result.remoteID != step.remoteID {
        let words = [result.codeName, result.remoteID ?? "", result.detail].filter { !$0.isEmpty }.joined(
          separator: ", ")
        found.append(
          "  result\n    recorded  \([step.result, step.remoteID ?? ""].joined(separator: ", "))\n    now       \(words)"
        )
      }
      differences += report("text \(index) to \(step.recipient ?? "")", found)
    }
    await drive.stop()
    return differences
  }

  private func report(_ step: String, _ found: [String]) -> [String] { found.isEmpty ? [] : ["\(step):"] + found }

  /// The recorded settings, with made-up secrets.
  private func made(_ schema: JSONValue?) -> [String: JSONValue] {
    let open = cassette.settings.filter { $0.value.stringValue?.hasPrefix("<") != true }
    var random = SeededGenerator(seed: 1, for: "replay")
    let text = schema.map { String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self) }
    return SyntheticSettings(schema: text, given: open, using: &random).values
  }
}
