@testable import Connectors

extension PluginDescription {
  /// What a connector that only sends texts says about itself.
  static func echo() throws -> PluginDescription {
    var writer = FrameWriter()
    for text in ["org.example.echo", "echo", "Echo", "1.0.0"] { writer.text(text) }
    writer.number(ConnectorCapabilities.sendText.rawValue)
    writer.number(UInt64(0))
    writer.number(UInt64(0))
    writer.text(String?.none)
    writer.list([EgressHost]()) { $0.text($1.description) }
    return try writer.bytes.withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      return try PluginDescription(from: &reader)
    }
  }
}
