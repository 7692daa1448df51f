/// Replaces `${NAME}` in a setting by a variable of the environment; `$${` stands for the two characters `${`.
enum EnvironmentExpansion {
  /// Says which variable is missing, never what one holds.
  struct Failure: Error, Equatable {
    var message: String
  }

  static func expand(_ text: String, from environment: [String: String]) throws(Failure) -> String {
    var result = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        result += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else {
          throw Failure(message: "'${' without '}'; write '$${' for a literal '${'")
        }
        let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
        guard isName(name) else {
          throw Failure(message: "'${…}' has to hold the name of an environment variable, like '${BOT_TOKEN}'")
        }
        guard let value = environment[name] else {
          throw Failure(message: "the environment variable '\(name)' is not set")
        }
        result += value
        rest = rest[rest.index(after: end)...]
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
    }
  }
}
