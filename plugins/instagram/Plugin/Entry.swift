public import CConnectorABI
import ConnectorSDK
import InstagramConnector

private let plugin = Plugin(Instagram.self)

@c @implementation
public func chat4all_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<c4a_plugin>? { plugin.table(for: hostABI) }
