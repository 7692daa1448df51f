import ArgumentParser
import Connectors
import JSON
import Logging
import OutboundHTTP
import TelegramRegistration

struct TelegramCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "telegram", abstract: "Tells Telegram where a bot's updates are to go.",
    subcommands: [SetWebhook.self, WebhookInfo.self])

  /// Which bot of channels.yaml is meant, and the way to its Bot API.
  struct Bot: ParsableArguments {
    @Option(help: "The file that lists the channel accounts.")
    var channels: String?

    @Option(help: "The account of the bot; may be left out where there is only one with the plugin telegram.")
    var account: String?

    @Option(help: "Addresses that are not public and may be contacted all the same, for a Bot API server of your own.")
    var connectorAllowPrivate: String?

    func find() throws -> ChannelAccountConfiguration {
      let reader = SettingReader()
      let file = try reader.text("channels", flag: channels, default: "channels.yaml").value
      let bots = try ChannelsFile.load(contentsOf: file, environment: reader.environment).accounts
        .filter { $0.settings["bot_token"]?.stringValue != nil && (account == nil || $0.name == account) }
      guard let bot = bots.first else {
        throw StartError("\(file) has no account \(account.map { "'\($0)' " } ?? "")with a bot_token")
      }
      guard bots.count == 1 else {
        throw ValidationError("Name one of them with --account: \(bots.map(\.name).joined(separator: ", ")).")
      }
      return bot
    }

    /// Makes a call of the Bot API and answers with its `result`.
    func call(_ call: TelegramWebhook.Call) async throws -> JSONValue {
      let allowed = try SettingReader().addresses("connector-allow-private", flag: connectorAllowPrivate).value
      let request = OutboundRequest(
        method: "POST", url: call.url, headers: [OutboundHeader(name: "Content-Type", value: "application/json")],
        body: .bytes(call.body), totalTimeout: .seconds(15), responseLimit: 1 << 20,
        addressPolicy: .publicAnd(allowed))
      let client = OutboundHTTPClient(logger: .commandLine)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await client.run() }
        defer { group.cancelAll() }
        let response = try await client.send(request)
        let answer = try? JSONParser.parse(response.body)
        guard let result = answer?["result"], answer?["ok"] == true else {
          let reason = answer?["description"]?.stringValue
          throw StartError("Telegram refuses: \(reason ?? "status \(response.status)")")
        }
        return result
      }
    }
  }

  struct SetWebhook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Has Telegram deliver a bot's updates to this gateway.",
      discussion: """
        The updates go to <public-url>/ingress/<account>, with every kind that the connector understands. To be done once, \
        and again after a change of the address or of the account's secret_token.
        """)

    @OptionGroup var bot: Bot

    @Option(help: "Where the world reaches the gateway, such as https://chat.example.org.")
    var publicUrl: String?

    @Option(help: "Updates that Telegram may deliver at the same time, 1 to 100.")
    var maxConnections = 40

    @Flag(help: "Forget the updates that wait to be delivered.")
    var dropPending = false

    func validate() throws {
      guard (1...100).contains(maxConnections) else { throw ValidationError("--max-connections must be 1 to 100.") }
    }

    func run() async throws {
      guard let url = try SettingReader().publicURL(flag: publicUrl).value else {
        throw ValidationError("--public-url is needed: where Telegram reaches this gateway.")
      }
      let account = try bot.find()
      guard let secret = account.settings["secret_token"]?.stringValue else {
        throw StartError("the account '\(account.name)' has no secret_token: without it every update would be refused")
      }
      let address = "\(url)/ingress/\(account.name)"
      _ = try await bot.call(
        TelegramWebhook.set(
          botToken: account.botToken, secretToken: secret, publicURL: address, apiBaseURL: account.apiBaseURL,
          maxConnections: maxConnections, dropsPending: dropPending))
      print("Telegram delivers the updates of '\(account.name)' to \(address)")
    }
  }

  struct WebhookInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows where a bot's updates go, how many wait, and what went wrong last.")

    @OptionGroup var bot: Bot

    func run() async throws {
      let account = try bot.find()
      print(text(try await bot.call(TelegramWebhook.info(botToken: account.botToken, apiBaseURL: account.apiBaseURL))))
    }
  }
}

extension ChannelAccountConfiguration {
  fileprivate var botToken: String { settings["bot_token"]?.stringValue ?? "" }
  fileprivate var apiBaseURL: String { settings["api_base_url"]?.stringValue ?? TelegramWebhook.defaultAPIBaseURL }
}
