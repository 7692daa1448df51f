import ArgumentParser
import JSON

struct ChannelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels", abstract: "Shows the channel accounts of a running gateway. Needs the scope admin.")

  @OptionGroup var api: APIOptions

  @Flag(help: "Print each account as one line of JSON.")
  var json = false

  func run() async throws {
    for channel in try await api.connect().get("/v1/channels")["channels"]?.arrayValue ?? [] {
      if json {
        print(text(channel))
        continue
      }
      let fields: [String?] = [
        channel["name"]?.stringValue, channel["channel"]?.stringValue, channel["health"]?["status"]?.stringValue,
        "breaker \(channel["breaker"]?.stringValue ?? "")", "queued \(channel["queued"]?.integerValue ?? 0)",
        "in flight \(channel["in_flight"]?.integerValue ?? 0)",
        channel["capabilities"]?.arrayValue?.compactMap(\.stringValue).joined(separator: ","),
      ]
      print(fields.compactMap { $0 }.joined(separator: "  "))
    }
  }
}
