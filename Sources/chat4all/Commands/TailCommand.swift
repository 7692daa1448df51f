import ArgumentParser
import JSON

#if canImport(Glibc)
  import Glibc
#endif

struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Prints a conversation's messages and follows it until Ctrl-C.")

  @OptionGroup var api: APIOptions

  @Argument(help: "The conversation's id.")
  var conversation: String

  @Option(help: "Messages of the past to begin with, 0 to 200.")
  var last = 10

  @Flag(help: "Print what there is and end.")
  var noFollow = false

  @Flag(help: "Print each message as one line of JSON.")
  var json = false

  func validate() throws {
    guard (0...200).contains(last) else { throw ValidationError("--last must be a whole number from 0 to 200.") }
  }

  func run() async throws {
    let connection = try await api.connect()
    let path = "/v1/conversations/\(conversation.percentEncoded)"
    let newest = try await connection.get(path)["last_sequence_number"]?.integerValue ?? 0
    var cursor = "m\(max(1, newest - Int64(last) + 1))"
    while true {
      let page = try await connection.get("\(path)/messages?limit=200&cursor=\(cursor.percentEncoded)")
      for message in page["messages"]?.arrayValue ?? [] { show(message) }
      // Whoever reads from a pipe wants messages when they come, too.
      fflush(nil)
      if let next = page["next_cursor"]?.stringValue { cursor = next }
      if page["has_more"]?.boolValue == true { continue }
      if noFollow { return }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  private func show(_ message: JSONValue) {
    if json {
      print(text(message))
      return
    }
    let time = message["created_at"]?.stringValue ?? ""
    let number = message["sequence_number"]?.integerValue ?? 0
    let from = message["from"]?.stringValue ?? ""
    let said = message["payload"]?["text"]?.stringValue ?? ""
    let status = message["status"]?.stringValue ?? ""
    print("\(time)  #\(number)  \(from): \(said.printable)  [\(status)]")
  }
}

extension String {
  /// Without the control characters by which a message could take over the reader's terminal.
  fileprivate var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
