import ArgumentParser
import Connectors
import Foundation
import PluginTools
import UnixSignals

struct PluginRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Drives one connector from the terminal, on the real platform, without a gateway.",
    discussion: """
      Lines are sent as texts to the address of --to. `/to ADDRESS` changes it, `/reply ID TEXT` answers a message, \
      `/file PATH CAPTION` sends a file, `/quit` or the end of the input ends. With --send or --send-file nothing is read.

      With --listen the platform's callbacks come in at /ingress/run, and it goes on until `/quit` or a signal.

      Examples: chat4all plugin run ./libchat4all-pager.so --settings pager.yaml --to 4711 --send 'Hello'
                chat4all plugin run ./libchat4all-pager.so --settings pager.yaml --listen 8080
      """)

  @OptionGroup var options: PluginDriveOptions

  @Option(parsing: .singleValue, help: "Send this file and end; may be given several times.")
  var sendFile: [String] = []

  @Option(
    defaultAsFlag: ListenAddress.loopback,
    help: ArgumentHelp(
      "Take the platform's callbacks at this address: PORT or HOST:PORT; without one a free port of this machine.",
      valueName: "address"))
  var listen: ListenAddress?

  @Option(
    help: "How the platform calls /ingress/run, where that is not how it comes in: some signatures cover the URL.")
  var publicURL: String?

  func validate() throws {
    guard sendFile.isEmpty || options.to != nil else {
      throw ValidationError("--send-file needs --to: who is to get it.")
    }
  }

  func run() async throws {
    var talk = Talk(recipient: options.to)
    try await options.drive { drive, connector, _, _ in
      print("connected \(connector.name) \(connector.version)")
      fflush(nil)
      guard let listen else { return await talk.hold(drive, sending: options.send, files: sendFile) }
      let listener = CallbackListener(address: listen) { [publicURL] request in
        await Self.answer(request, drive, publicURL)
      }
      // Before anybody is told that it listens, so that they can end it.
      let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
      var held = talk
      talk = try await listener.run { address in
        print("listening \(address.url)\(CallbackRequest.root)")
        fflush(nil)
        await held.hold(drive, sending: options.send, files: sendFile, until: signals)
        return held
      }
    }
    if talk.hasFailed && !(options.send + sendFile).isEmpty { throw ExitCode.failure }
  }

  private static func answer(
    _ request: CallbackRequest, _ drive: ConnectorDrive, _ publicURL: String?
  ) async -> WebhookOutcome.Response {
    let now = ConnectorClock.system.realtime()
    guard let webhook = request.webhook(publicURL: publicURL, now: now) else {
      return WebhookOutcome.Response(status: 404, body: Array("callbacks come in at \(CallbackRequest.root)\n".utf8))
    }
    let outcome = await drive.webhook(webhook)
    PluginEventLine.show(webhook, outcome)
    for event in outcome.events { PluginEventLine.show(event) }
    return outcome.response
  }
}
