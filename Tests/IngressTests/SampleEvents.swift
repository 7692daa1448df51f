import Connectors
import Model

@testable import Gateway

/// Events of an imaginary platform.
enum SampleEvents {
  static let time = Int64(1_760_000_000_000_000)

  static func message(
    _ name: String, from sender: String = "5511", text: String = "hello", quoting: String? = nil, chat: String? = nil,
    isGroup: Bool = false, account: String = "line"
  ) -> ConnectorEvent {
    ConnectorEvent(
      account: account, kind: .message, occurredAt: time, eventID: "event-\(name)", chat: chat, sender: sender,
      senderName: "Ana", remoteID: name, refID: quoting, text: text, isGroup: isGroup)
  }

  static func about(
    _ name: String, _ kind: ConnectorEvent.Kind, text: String? = nil, after seconds: Int64 = 0, sender: String = "5511"
  ) -> ConnectorEvent {
    ConnectorEvent(
      account: "line", kind: kind, occurredAt: time + seconds * 1_000_000, eventID: "\(kind)-\(name)-\(seconds)",
      sender: sender, refID: name, text: text)
  }

  static func intake(_ events: [ConnectorEvent], channel: String = "telegram") -> [IntakeEvent] {
    events.map {
      IntakeEvent(event: $0, channel: channel, origin: .callback, receivedAt: Timestamp(microseconds: time))
    }
  }

  static func rules(
    owner: String? = "acme", defaultMember: String? = "helpdesk", channel: String = "telegram"
  ) -> IngressRules {
    IngressRules(
      accounts: [IngressAccount(name: "line", channel: channel, owner: owner, defaultMember: defaultMember)],
      partitionCount: 4)
  }
}
