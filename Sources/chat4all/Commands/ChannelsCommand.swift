import ArgumentParser
import JSON

struct ChannelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels", abstract: "Shows the channel accounts of a running gateway. Needs the scope admin.",
    subcommands: [List.self, Reload.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows the accounts, and how each is.")

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
          channel["process"]?["crashes"]?.integerValue.map { "crashes \($0)" },
          channel["capabilities"]?.arrayValue?.compactMap(\.stringValue).joined(separator: ","),
        ]
        print(fields.compactMap { $0 }.joined(separator: "  "))
      }
    }
  }

  struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Has a running gateway read channels.yaml again.",
      discussion: """
        Accounts that are new or other than before get a new connector, and so do those whose library has changed; what is \
        under way ends first. A mistake in the file changes nothing. Concerns one node; SIGHUP does the same.
        """)

    @OptionGroup var api: APIOptions

    func run() async throws {
      let answer = try await api.connect().post("/v1/channels/reload", .object(JSONObject([])))
      for what in ["added", "removed", "changed", "unchanged"] {
        let names = answer[what]?.arrayValue?.compactMap(\.stringValue) ?? []
        if !names.isEmpty { print("\(what): \(names.joined(separator: ", "))") }
      }
    }
  }
}
