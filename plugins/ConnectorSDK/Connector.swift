/// A messaging platform as a channel of Chat4All.
///
/// A connector is a value that translates: it holds its settings and its host, and has one asynchronous function for
/// each thing that the platform can do. What it can do is said by conforming to ``TextSending``, ``FileSending``,
/// ``WebhookReceiving`` and ``HealthReporting``, and, for what can happen to a message later, to ``TextEditing``,
/// ``MessageDeleting``, ``Reacting``, ``ReadMarking`` and ``TypingShowing``; the capabilities of its descriptor follow.
///
/// Everything of one instance runs one piece after the other: between two `await`s nothing else of the instance runs. At
/// an `await` other operations may have their turn, so what is shared between them belongs into a `Mutex`, or into the
/// host's state. A function that waits for anything but its ``Host`` (`Task.sleep`, an actor) still comes back to the
/// instance's own turn.
public protocol Connector: Sendable {
  /// What an operator writes under `settings:` in channels.yaml.
  associatedtype Settings: ConnectorSettings

  /// What the connector is, for channels.yaml, the API and people.
  static var about: ConnectorDescription { get }

  /// Makes an instance for one account. Contacts nobody.
  ///
  /// - Throws: `.badConfig` for settings that cannot work together; what is wrong with a single one has been said before.
  init(settings: Settings, host: Host) throws(ConnectorError)

  /// Gets ready: checks credentials, registers what has to be registered. Sends and callbacks come after it.
  ///
  /// What it throws is logged, and it is asked again later.
  func connect() async throws(ConnectorError)

  /// Ends the connection. Operations that were open have been given up before.
  func disconnect() async
}

extension Connector {
  public func connect() async throws(ConnectorError) {}
  public func disconnect() async {}
}

/// A connector that sends text.
public protocol TextSending: Connector {
  /// Returns when the platform has accepted the message, not before.
  ///
  /// Further messages may come while this one waits; those of one chat come one after the other.
  /// - Throws: why it did not work; ``ConnectorError/Code`` says what the gateway then does.
  func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent
}

/// A connector that sends files.
public protocol FileSending: Connector {
  /// As ``TextSending/sendText(_:)``. The bytes stay with the host: name ``FileMessage/file`` in the request.
  func sendFile(_ message: FileMessage) async throws(ConnectorError) -> Sent
}

/// A connector whose platform calls in.
public protocol WebhookReceiving: Connector {
  /// Verifies a request of the platform, and says what it means and what to answer.
  ///
  /// The platform gets the answer when the events are safely stored. An unverified request is refused, without events.
  /// - Throws: why it cannot be judged now; the platform then gets a 5xx and tries again.
  func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer
}

/// A connector that can be asked how it is. For others the host judges by the results of sends.
public protocol HealthReporting: Connector {
  /// Asked every half minute or so.
  /// - Throws: `.retry` when it works badly, `.authFailed` or `.badConfig` when a person has to look.
  func health() async throws(ConnectorError)
}
