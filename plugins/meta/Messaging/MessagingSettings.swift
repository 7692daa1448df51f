public import ConnectorSDK

/// The settings that Messenger and Instagram share.
extension SettingsReader {
  /// The tag for answers after the window; nil for none.
  public mutating func messageTag() -> String? {
    let tag = text(
      "tag",
      "with which to answer later than 24 hours after a person's last message: none, or HUMAN_AGENT, for 7 days, if Meta "
        + "has granted it and people write the answers", default: "none",
      Rule("be none or HUMAN_AGENT: Meta rejects all others for texts since April 2026") {
        ["none", "HUMAN_AGENT"].contains($0)
      })
    return tag == "none" ? nil : tag
  }

  /// Whether the account is subscribed to callbacks at each start.
  public mutating func subscribes() -> Bool {
    flag(
      "subscribe",
      "whether to subscribe the account to the app's callbacks at each start; Meta ends that after an hour "
        + "without answers", default: true)
  }
}

extension SettingsReader.Rule {
  /// What Meta numbers things with.
  public static let digits = Self("be digits") { text in
    (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
