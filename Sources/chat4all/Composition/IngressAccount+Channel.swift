import Connectors
import Gateway

extension IngressAccount {
  init(_ account: ChannelAccount) {
    self.init(
      name: account.name, channel: account.channel, owner: account.configuration.owner,
      defaultMember: account.configuration.defaultMember)
  }
}
