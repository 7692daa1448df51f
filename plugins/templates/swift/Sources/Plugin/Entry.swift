public import CConnectorABI
import Chat4AllNewChannel
import ConnectorSDK

private let plugin = Plugin(NewChannelConnector.self)

@c @implementation
public func chat4all_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<c4a_plugin>? { plugin.table(for: hostABI) }
