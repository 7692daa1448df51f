import Connectors
import JSON

extension ChannelAccountConfiguration {
  static func echo(_ name: String = "one", _ settings: [String: JSONValue] = [:]) -> Self {
    Self(name: name, plugin: "echo", settings: settings)
  }

  static func chaos(_ name: String = "one", _ settings: [String: JSONValue] = [:]) -> Self {
    Self(name: name, plugin: "chaos", settings: settings)
  }

  /// Hosted by the test's own process, on the test's clock.
  var inProcess: Self {
    var account = self
    account.hosting = .inProcess
    return account
  }
}
