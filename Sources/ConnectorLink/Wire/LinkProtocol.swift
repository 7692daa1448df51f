import NIOCore

/// What both ends of a link agree on: TLS 1.3 with a certificate on each side, and inside of it records, each the length of
/// what follows in four bytes (little-endian), a byte for the kind, and the rest.
///
/// The gateway's end opens with the plugin it wants; the host answers that it runs it, or why not. From then on bytes of
/// the connector's frames go both ways unread, and each side says something at least every `beat`.
enum LinkProtocol {
  /// Told during the handshake; another version gets another one.
  static let name = "chat4all-connector/1"
  /// The largest record, in bytes, without its length.
  static let maxRecord = 64 << 10
  /// Before the link stands.
  static let maxFirstRecord = 1 << 10
  static let beat = TimeAmount.seconds(1)
  /// A gateway that has heard nothing for so long takes the link for lost. Less than the silence for which a connector's
  /// process would be blamed.
  static let gatewaySilence = TimeAmount.seconds(3)
  /// A host waits longer: what it ends is a connector at work.
  static let hostSilence = TimeAmount.seconds(15)
  /// From the first byte until the other side is known and has said what it wants.
  static let opening = TimeAmount.seconds(10)
  /// For what has been said to go out before the connection is closed.
  static let farewell = TimeAmount.seconds(2)
  /// A write buffer above the upper mark stops the reading of what goes into it, until it is below the lower one.
  static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 256 << 10, high: 1 << 20)
}
