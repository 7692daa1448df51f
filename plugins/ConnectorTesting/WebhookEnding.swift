public import ConnectorSDK

/// How a request of the platform ended.
public struct WebhookEnding: Sendable {
  /// What the platform gets: 503 or 500 where the connector gave no answer.
  public var status: Int
  public var headers: [HTTPHeader] = []
  public var body: [UInt8] = []
  /// What is kept; nothing when the status is not 2xx.
  public var events: [Event] = []
  /// Why there was no answer.
  public var error: ConnectorError?

  public var text: String { String(decoding: body, as: UTF8.self) }
}
