/// What a homeserver has to know of an application service: the registration file.
public struct MatrixRegistration: Sendable, Equatable {
  /// Names the application service among those of the homeserver.
  public var id: String
  /// Where the homeserver reaches the gateway: `http(s)://<host>/ingress/<account>`.
  public var url: String
  public var serverName: String
  public var asToken: String
  public var hsToken: String
  public var senderLocalpart: String
  public var userPrefix: String

  public init(
    id: String, url: String, serverName: String, asToken: String, hsToken: String,
    senderLocalpart: String = "_c4a_bot", userPrefix: String = "_c4a_"
  ) {
    self.id = id
    self.url = url
    self.serverName = serverName
    self.asToken = asToken
    self.hsToken = hsToken
    self.senderLocalpart = senderLocalpart
    self.userPrefix = userPrefix
  }

  /// A token that nobody guesses: 64 hexadecimal digits.
  public static func token(from generator: inout some RandomNumberGenerator) -> String {
    (0..<32).reduce(into: "") { text, _ in
      let byte = UInt8.random(in: 0...255, using: &generator)
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }

  /// The file, which holds both tokens.
  public var yaml: String {
    var users = "    - exclusive: true\n      regex: \(quoted("@\(pattern(userPrefix)).*:\(pattern(serverName))"))\n"
    if !senderLocalpart.hasPrefix(userPrefix) {
      users +=
        "    - exclusive: true\n      regex: \(quoted("@\(pattern(senderLocalpart)):\(pattern(serverName))"))\n"
    }
    return """
      # Made by `chat4all matrix registration`. Name this file under app_service_config_files in homeserver.yaml, and
      # restart the homeserver. It holds secrets: only the homeserver should be able to read it.
      id: \(quoted(id))
      url: \(quoted(url))
      as_token: \(quoted(asToken))
      hs_token: \(quoted(hsToken))
      sender_localpart: \(quoted(senderLocalpart))
      rate_limited: false
      # Typing and receipts; the second name is that of older versions of Synapse.
      receive_ephemeral: true
      de.sorunome.msc2409.push_ephemeral: true
      namespaces:
        users:
      \(users)  aliases:
          - exclusive: true
            regex: \(quoted("#\(pattern(userPrefix)).*:\(pattern(serverName))"))
        rooms: []
      protocols: []

      """
  }

  private func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// A text as a regular expression that means itself.
  private func pattern(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if #"\.+*?()[]{}^$|"#.contains(character) { result += "\\" }
      result.append(character)
    }
  }
}
