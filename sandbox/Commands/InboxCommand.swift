import ArgumentParser
import JSON

#if canImport(Glibc)
  import Glibc
#endif

struct InboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox", abstract: "Prints what a person has received.")

  @OptionGroup var control: ControlOptions

  @Argument(help: "Whose inbox.")
  var name: String

  @Flag(help: "Wait for more until Ctrl-C.")
  var follow = false

  @Flag(help: "Print each message as one line of JSON.")
  var json = false

  @Option(help: "Messages of the past to begin with, 1 to 1000.")
  var last = 20

  func validate() throws {
    guard (1...1000).contains(last) else { throw ValidationError("--last must be a whole number from 1 to 1000.") }
  }

  func run() async throws {
    let client = try control.connect()
    var path = personPath(name, "inbox?limit=\(last)")
    while true {
      let page = try await client.call(.GET, path)
      for message in page["messages"]?.arrayValue ?? [] { show(message) }
      fflush(nil)
      guard follow else { return }
      path = personPath(name, "inbox?after=\(page["last_seq"]?.integerValue ?? 0)")
      try await Task.sleep(for: .milliseconds(300))
    }
  }

  private func show(_ message: JSONValue) {
    if json {
      print(String(decoding: JSONWriter.bytes(of: message), as: UTF8.self))
      return
    }
    let time = Moment(milliseconds: message["at_ms"]?.integerValue ?? 0).timeOfDay
    var notes = [message["status"]?.stringValue].compactMap { $0 }
    if let group = message["in"]?.stringValue { notes.append("in \(group)") }
    if message["edited_at_ms"] != nil { notes.append("edited") }
    if message["deleted"] == true { notes.append("deleted") }
    for reaction in message["reactions"]?.objectValue?.members ?? [] {
      notes.append("\(reaction.key) \(reaction.value.stringValue ?? "")")
    }
    let from = message["from"]?.stringValue ?? ""
    let tail = notes.isEmpty ? "" : "  [\(notes.joined(separator: ", "))]"
    print("\(time)  \(from): \((message["text"]?.stringValue ?? "").printable)\(tail)")
  }
}
