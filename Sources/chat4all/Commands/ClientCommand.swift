public import ArgumentParser
import Gateway
import JSON
import Logging
public import Model
import Postgres
import Store

extension Scope: ExpressibleByArgument {}

struct ClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "Registers API clients, lists and disables them.",
    subcommands: [Create.self, List.self, Disable.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Registers an API client and prints its id and, this once, its secret.")

    @OptionGroup var storage: StorageOptions

    @Option(help: "A name of your choice, unique, 1 to 128 characters.")
    var name: String

    @Option(
      name: .customLong("scope"), parsing: .singleValue,
      help: "messages:write, messages:read, webhooks, files or admin; may be given several times.")
    var scopes: [Scope] = [.messagesWrite, .messagesRead]

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
      guard (1...128).contains(name.count) else { throw ValidationError("--name must have 1 to 128 characters.") }
    }

    func run() async throws {
      let secret = ClientSecret()
      let client = APIClient(
        clientID: ClientID(.version7(at: .now())), name: name, scopes: Set(scopes), createdAt: .now(), disabledAt: nil)
      do {
        try await DatabaseAccess.withPool(try storage.resolve(), logger: .commandLine) { pool in
          try await ClientStore(pool: pool).create(client, secretHash: secret.hash)
        }
      } catch let error as PostgresError where error.code == .uniqueViolation {
        throw StartError("there is a client named \(name) already; choose another --name")
      }
      let scopes = client.scopes.map(\.rawValue).sorted()
      if json {
        print(
          text([
            "client_id": .string(client.clientID.description), "client_secret": .string(secret.text),
            "name": .string(name), "scopes": .array(scopes.map(JSONValue.string)),
          ]))
      } else {
        print("client_id      \(client.clientID)")
        print("client_secret  \(secret.text)   (it is not shown again)")
        print("scopes         \(scopes.joined(separator: " "))")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the API clients.")

    @OptionGroup var storage: StorageOptions

    @Flag(help: "Print one JSON object per line.")
    var json = false

    func run() async throws {
      let clients = try await DatabaseAccess.withPool(try storage.resolve(), logger: .commandLine) { pool in
        try await ClientStore(pool: pool).all()
      }
      for client in clients {
        let scopes = client.scopes.map(\.rawValue).sorted()
        if json {
          print(
            text([
              "client_id": .string(client.clientID.description), "name": .string(client.name),
              "scopes": .array(scopes.map(JSONValue.string)), "created_at": .string(client.createdAt.description),
              "disabled_at": client.disabledAt.map { .string($0.description) } ?? .null,
            ]))
        } else {
          let state = client.disabledAt.map { "disabled \($0)" } ?? "active"
          print("\(client.clientID)  \(client.name)  \(scopes.joined(separator: " "))  \(state)")
        }
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Disables an API client; running gateways refuse its tokens within 10 seconds.")

    @OptionGroup var storage: StorageOptions

    @Argument(help: "The client's name or id.")
    var client: String

    func run() async throws {
      let client = client
      let wasThere = try await DatabaseAccess.withPool(try storage.resolve(), logger: .commandLine) { pool in
        try await ClientStore(pool: pool).disable(client, at: .now())
      }
      guard wasThere else { throw StartError("there is no client '\(client)'; `chat4all client list` shows all") }
      print("disabled \(client)")
    }
  }
}

/// One line of JSON.
func text(_ value: JSONValue) -> String {
  String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
}

extension Logger {
  /// For commands whose output is for people: only what goes wrong.
  static var commandLine: Logger {
    LogSettings(
      level: .init(name: "log-level", value: .warning, source: .default),
      format: .init(name: "log-format", value: .text, source: .default)
    ).logger("chat4all")
  }
}
