import ArgumentParser
import FoundationEssentials

/// How a command reaches a running gateway.
struct APIOptions: ParsableArguments {
  @Option(help: "The gateway's address, such as http://127.0.0.1:8080; by default that of --data-dir.")
  var url: String?

  @Option(help: "Folder of a gateway on this machine.")
  var dataDir: String?

  @Option(help: "The client's id.")
  var clientId: String?

  @Option(help: "The client's secret; prefer the variable CHAT4ALL_CLIENT_SECRET.")
  var clientSecret: String?

  func connect() async throws -> APIConnection {
    let reader = SettingReader()
    let directory = try reader.text("data-dir", flag: dataDir, default: "./data").value
    let address = try reader.optionalText("url", flag: url).value ?? DataDirectory(directory).address.read()
    guard let address else {
      throw StartError("no gateway runs on \(directory); start one with `chat4all serve`, or name its --url")
    }
    guard let id = try reader.optionalText("client-id", flag: clientId).value,
      let secret = try reader.optionalText("client-secret", flag: clientSecret).value
    else {
      throw StartError(
        "set CHAT4ALL_CLIENT_ID and CHAT4ALL_CLIENT_SECRET to what `chat4all client create` printed")
    }
    return try await APIConnection(address: address, clientID: id, secret: secret)
  }
}
