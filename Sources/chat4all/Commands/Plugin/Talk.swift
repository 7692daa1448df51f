import Connectors
import Foundation
import PluginTools
import UnixSignals

/// What somebody says through a connector, from the command line or the terminal.
struct Talk {
  var recipient: String?
  /// Whether a text was not sent.
  private(set) var hasFailed = false
  private var count = 0

  init(recipient: String?) { self.recipient = recipient }

  /// Sends these texts and files, or, where there are none, what is typed.
  ///
  /// - Parameter signals: There is something to wait for: it ends with `/quit` or one of these alone.
  mutating func hold(
    _ drive: ConnectorDrive, sending texts: [String], files: [String], until signals: UnixSignalsSequence? = nil
  ) async {
    for text in texts { await say(text, to: recipient ?? "", drive) }
    for path in files { await show(path, to: recipient ?? "", drive) }
    guard let signals else {
      guard texts.isEmpty && files.isEmpty else { return }
      for await line in TerminalLines.stream() {
        guard await follow(line, drive) else { return }
      }
      return
    }
    for await input in Self.inputs(signals) {
      switch input {
      case .line(let line): guard await follow(line, drive) else { return }
      case .signal: return
      }
    }
  }

  private enum Input: Sendable {
    case line(String)
    case signal
  }

  /// What is typed, and that it is to end; the end of what is typed is not the end.
  private static func inputs(_ signals: UnixSignalsSequence) -> AsyncStream<Input> {
    AsyncStream { continuation in
      let reading = Task {
        await withTaskGroup { group in
          group.addTask { for await line in TerminalLines.stream() { continuation.yield(.line(line)) } }
          group.addTask { for await _ in signals { continuation.yield(.signal) } }
        }
      }
      continuation.onTermination = { _ in reading.cancel() }
    }
  }

  /// Does what a line says; false where it is to end.
  private mutating func follow(_ line: String, _ drive: ConnectorDrive) async -> Bool {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init)
    switch words.first {
    case "/quit": return false
    case "/to" where words.count == 2: recipient = words[1]
    case "/reply" where words.count == 3 && recipient != nil:
      await say(words[2], to: recipient ?? "", replyTo: words[1], drive)
    case "/file" where words.count >= 2 && recipient != nil:
      await show(words[1], caption: words.count > 2 ? words[2] : "", to: recipient ?? "", drive)
    case nil: break
    case let word? where word.hasPrefix("/"): print("/to ADDRESS, /reply ID TEXT, /file PATH CAPTION, /quit")
    default:
      guard let recipient else {
        print("to whom? /to ADDRESS")
        break
      }
      await say(line, to: recipient, drive)
    }
    fflush(nil)
    return true
  }

  private mutating func say(_ text: String, to recipient: String, replyTo: String? = nil, _ drive: ConnectorDrive) async
  {
    count += 1
    let result = await drive.send(text, to: recipient, replyTo: replyTo, number: count)
    note(result)
  }

  private mutating func show(_ path: String, caption: String = "", to recipient: String, _ drive: ConnectorDrive) async
  {
    count += 1
    do {
      note(await drive.send(try LocalFile(path), caption: caption, to: recipient, number: count))
    } catch {
      print("not sent: \(error)")
      hasFailed = true
    }
  }

  private mutating func note(_ result: SendResult) {
    PluginEventLine.show(result)
    if result.resultClass != .ok { hasFailed = true }
  }
}
