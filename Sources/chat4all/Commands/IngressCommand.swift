import ArgumentParser
import Connectors
import Foundation
import Gateway
import JSON
import Logging
import Model
import Store

struct IngressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingress", abstract: "Looks after what platforms have reported.", subcommands: [Replay.self])

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tries events again that could not be routed, such as messages to an account without an owner.",
      discussion: """
        What is kept is tried with channels.yaml as it is now. Nothing happens twice: an event that has been routed stays \
        as it is, with --all too, whose use is to make good what a mistake has left out. Callbacks that crashed their \
        connector are handed to it once more, by the gateway that runs.
        """)

    @OptionGroup var storage: StorageOptions

    @Option(help: "The file that lists the channel accounts.")
    var channels: String?

    @Option(help: "Only events of this account.")
    var account: String?

    @Option(help: "Only events received at or after this time (RFC 3339).")
    var since: String?

    @Flag(help: "Those too that have been routed.")
    var all = false

    @Flag(help: "Change nothing; say how many there are, and why.")
    var dryRun = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws { _ = try time() }

    private func time() throws -> Timestamp? {
      guard let since else { return nil }
      guard let time = Timestamp(rfc3339: since) else {
        throw ValidationError("--since must be a time like 2026-01-31T10:30:00Z; it is '\(since)'.")
      }
      return time
    }

    func run() async throws {
      let reader = SettingReader()
      let file = try reader.text("channels", flag: channels, default: "channels.yaml").value
      // The channel's type stands in each record, so no connector has to be loaded for it.
      let accounts = try ChannelsFile.load(contentsOf: file, environment: reader.environment).accounts.map { account in
        IngressAccount(name: account.name, channel: "", owner: account.owner, defaultMember: account.defaultMember)
      }
      let selection = IngressReplay.Selection(account: account, since: try time(), includesRouted: all)
      let isDry = dryRun
      let summary = try await DatabaseAccess.withPool(try storage.resolve(), logger: .commandLine) { pool in
        let count = try await pool.perform { try InstallationStore.partitionCount(on: $0) }
        guard let count else {
          throw StartError("the gateway has never run on this database; there is nothing to replay")
        }
        return try await IngressReplay(rules: IngressRules(accounts: accounts, partitionCount: count), pool: pool)
          .run(selection, isDry: isDry)
      }
      report(summary)
    }

    private func report(_ summary: IngressReplay.Summary) {
      let reasons = summary.reasons.sorted { $0.key < $1.key }
      if json {
        var members: [(String, JSONValue)] = [
          ("found", .integer(summary.found)), ("routed", .integer(summary.routed)),
          ("unrouted", .integer(summary.unrouted)),
          ("reasons", .object(JSONObject(reasons.map { ($0.key, JSONValue.integer($0.value)) }))),
        ]
        if summary.callbacks > 0 { members.append(("callbacks", .integer(summary.callbacks))) }
        print(text(.object(JSONObject(members))))
        return
      }
      print("found     \(summary.found)")
      for (reason, count) in reasons { print("  \(reason)  \(count)") }
      if !dryRun {
        print("routed    \(summary.routed)")
        print("unrouted  \(summary.unrouted)")
        if summary.callbacks > 0 {
          print("callbacks \(summary.callbacks)  (the running gateway hands them to their connectors)")
        }
      }
    }
  }
}
