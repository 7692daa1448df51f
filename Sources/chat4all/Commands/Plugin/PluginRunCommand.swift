import ArgumentParser
import Connectors
import Foundation
import PluginTools

struct PluginRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Drives one connector from the terminal, on the real platform, without a gateway.",
    discussion: """
      Lines are sent as texts to the address of --to. `/to ADDRESS` changes it, `/reply ID TEXT` answers a message, `/quit` \
      or the end of the input ends. With --send nothing is read.

      Example: chat4all plugin run ./libchat4all-pager.so --settings pager.yaml --to 4711 --send 'Hello'
      """)

  @OptionGroup var options: PluginDriveOptions

  func run() async throws {
    var failed = false
    try await options.drive { drive, connector, _, _ in
      print("connected \(connector.name) \(connector.version)")
      var number = 0
      func say(_ text: String, to recipient: String, replyTo: String? = nil) async {
        number += 1
        let result = await drive.send(text, to: recipient, replyTo: replyTo, number: number)
        PluginEventLine.show(result)
        if result.resultClass != .ok { failed = true }
      }
      for text in options.send { await say(text, to: options.to ?? "") }
      guard options.send.isEmpty else { return }
      var recipient = options.to
      for await line in TerminalLines.stream() {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        switch words.first {
        case "/quit": return
        case "/to" where words.count == 2: recipient = words[1]
        case "/reply" where words.count == 3 && recipient != nil:
          await say(words[2], to: recipient ?? "", replyTo: words[1])
        case nil: continue
        case let word? where word.hasPrefix("/"): print("/to ADDRESS, /reply ID TEXT, /quit")
        default:
          guard let recipient else {
            print("to whom? /to ADDRESS")
            continue
          }
          await say(line, to: recipient)
        }
      }
    }
    if failed && !options.send.isEmpty { throw ExitCode.failure }
  }
}
