public import Connectors
public import Routing

extension ChannelTraits {
  /// What a connector's descriptor says, as far as it decides what becomes of an operation.
  public init(_ capabilities: ConnectorCapabilities) {
    let pairs: [(ConnectorCapabilities, ChannelTraits)] = [
      (.sendText, .text), (.reply, .reply), (.formatting, .formatting), (.edit, .edit), (.delete, .delete),
      (.reaction, .reaction), (.typing, .typing), (.markRead, .markRead), (.readReceipts, .readReports),
      (.personas, .authors),
    ]
    self = []
    for (capability, trait) in pairs where capabilities.contains(capability) { insert(trait) }
  }

  /// The same, as channels.yaml has it for one account.
  public init(_ account: ChannelAccount) {
    self.init(account.capabilities)
    switch account.configuration.authors {
    case .auto: break
    case .always: remove(.authors)
    case .never: insert(.authors)
    }
  }
}
