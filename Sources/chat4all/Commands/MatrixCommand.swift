import ArgumentParser
import Connectors
import Foundation
import JSON
import MatrixRegistration

struct MatrixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix", abstract: "Introduces the gateway to a Matrix homeserver.", subcommands: [Registration.self])

  struct Registration: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes the registration file for the homeserver.",
      discussion: """
        The tokens, names and domain are those of the account in channels.yaml. Where there is no such account yet, \
        tokens are made up, and the account to put into channels.yaml is printed. docs/matrix.md goes through all steps.
        """)

    @Option(help: "The file that lists the channel accounts.")
    var channels: String?

    @Option(help: "The account; may be left out where there is only one with the plugin matrix.")
    var account: String?

    @Option(help: "Where the homeserver reaches the gateway, such as https://chat.example.org.")
    var publicUrl: String?

    @Option(help: "The homeserver's domain, as in @user:domain; needed where channels.yaml has no account.")
    var serverName: String?

    @Option(help: "The file to write.")
    var output: String?

    @Flag(help: "Write the file even if there is one.")
    var force = false

    func run() async throws {
      guard let url = try SettingReader().publicURL(flag: publicUrl).value else {
        throw ValidationError("--public-url is needed: where the homeserver reaches this gateway.")
      }
      let existing = try find()
      let name = existing?.name ?? account ?? "matrix"
      var random = SystemRandomNumberGenerator()
      let settings = existing?.settings ?? [:]
      guard let domain = settings["server_name"]?.stringValue ?? serverName else {
        throw ValidationError("--server-name is needed: channels.yaml has no Matrix account that says the domain.")
      }
      let registration = MatrixRegistration(
        id: name, url: "\(url)/ingress/\(name)", serverName: domain,
        asToken: settings["as_token"]?.stringValue ?? MatrixRegistration.token(from: &random),
        hsToken: settings["hs_token"]?.stringValue ?? MatrixRegistration.token(from: &random),
        senderLocalpart: settings["sender_localpart"]?.stringValue ?? "_c4a_bot",
        userPrefix: settings["user_prefix"]?.stringValue ?? "_c4a_")
      let path = output ?? "\(name)-registration.yaml"
      try write(registration.yaml, to: path)
      print("Written: \(path). It holds secrets: give it to the homeserver alone.")
      guard existing == nil else { return }
      print(
        """

        Put this into channels.yaml, and both tokens, as they stand in \(path), into the environment:

          - name: \(name)
            plugin: matrix
            owner: acme                # the client whose the incoming messages are
            default_member: helpdesk   # the user who gets a conversation with people nobody knows
            settings:
              homeserver_url: http://localhost:8008
              server_name: \(domain)
              as_token: ${MATRIX_AS_TOKEN}
              hs_token: ${MATRIX_HS_TOKEN}
        """)
    }

    /// The account, where channels.yaml has it.
    private func find() throws -> ChannelAccountConfiguration? {
      let reader = SettingReader()
      let file = try reader.text("channels", flag: channels, default: "channels.yaml").value
      guard FileManager.default.fileExists(atPath: file) else { return nil }
      let accounts = try ChannelsFile.load(contentsOf: file, environment: reader.environment).accounts
      let candidates = accounts.filter { each in
        each.settings["as_token"] != nil && each.settings["hs_token"] != nil && (account == nil || each.name == account)
      }
      guard candidates.count <= 1 else {
        throw ValidationError("Name one of them with --account: \(candidates.map(\.name).joined(separator: ", ")).")
      }
      return candidates.first
    }

    /// Nobody else may read the file, from its first moment on.
    private func write(_ text: String, to path: String) throws {
      let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL)
      let descriptor = open(path, flags, 0o600)
      guard descriptor >= 0 else {
        if errno == EEXIST { throw StartError("\(path) exists; --force writes over it") }
        throw StartError("\(path) cannot be written: \(String(cString: strerror(errno)))")
      }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try file.write(contentsOf: Data(text.utf8))
      try file.close()
    }
  }
}
