import ArgumentParser
import Connectors
import PluginTools

struct PluginRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Sends texts through a connector and records what it asks the platform.",
    discussion: """
      The secrets among the settings stand in the cassette by their names, so that it can be kept with the sources.

      Example: chat4all plugin record ./libchat4all-pager.so --settings pager.yaml --to 4711 --send 'Hello' \
      --cassette hello.json
      """)

  @OptionGroup var options: PluginDriveOptions

  @Option(help: "The file to write.")
  var cassette: String

  func validate() throws {
    guard !options.send.isEmpty else { throw ValidationError("Say what to send: --send TEXT --to ADDRESS.") }
  }

  func run() async throws {
    var recorder: RecordingHTTP?
    try await options.drive(wrap: { http, mask in
      let made = RecordingHTTP(http, mask: mask)
      recorder = made
      return made
    }) { drive, connector, settings, mask in
      var tape = Cassette(connector: connector.id, settings: mask.hide(settings))
      tape.steps = [Cassette.Step(exchanges: recorder?.take() ?? [])]
      for (index, text) in options.send.enumerated() {
        let result = await drive.send(text, to: options.to ?? "", replyTo: nil, number: index + 1)
        PluginEventLine.show(result)
        tape.steps.append(
          Cassette.Step(
            recipient: options.to, text: text, exchanges: recorder?.take() ?? [], result: result.codeName,
            remoteID: result.remoteID))
      }
      try tape.write(to: cassette)
    }
  }
}
