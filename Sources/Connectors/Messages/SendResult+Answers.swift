import CConnectorABI

extension SendResult {
  /// The answer to a change of a message that its platform never got. No connector has seen it.
  public static let unknownHere = SendResult(
    code: C4A_NOT_FOUND, detail: "the message was not sent over this account", reachedConnector: false)

  /// The answer of whoever knows nothing of the message, without having asked the platform.
  public var isUnknownHere: Bool { code == C4A_NOT_FOUND && !reachedConnector }

  /// The channel, or the platform in this case, cannot do it.
  public var isUnsupported: Bool { code == C4A_UNSUPPORTED }
}
