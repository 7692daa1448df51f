public import CConnectorABI
import ConnectorSDK
import MatrixConnector

private let plugin = Plugin(Matrix.self)

@c @implementation
public func chat4all_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<c4a_plugin>? { plugin.table(for: hostABI) }
