public import Model

/// Everything an edge can ask of the gateway: REST today, gRPC beside it. An edge decodes, authenticates, calls one of
/// these, and encodes; every rule lives behind this border.
///
/// Each function throws ``GatewayError`` and nothing else. What belongs to another client is answered exactly as what
/// does not exist.
public protocol GatewayAPI: Sendable {
  // MARK: Clients

  /// The client whose secret this is; nil where the id is unknown, the secret wrong or the client disabled. Takes the
  /// same time in all these cases.
  func authenticate(clientID: ClientID, secret: String) async throws(GatewayError) -> APIClient?

  /// The client, from a memory at most 10 s old; nil where it is unknown or disabled.
  func client(_ clientID: ClientID) async throws(GatewayError) -> APIClient?

  // MARK: Messages

  /// Takes a message over: once `completion` reports success, the message is on disk and reaches an end state.
  ///
  /// Completes exactly once, from any thread, within the acceptance time-out. The same message again succeeds again;
  /// the same id with another content fails with `message_id_reused`.
  func send(_ message: SendMessage, completion: @escaping @Sendable (Result<Void, GatewayError>) -> Void)

  func message(_ messageID: String, client: ClientID) async throws(GatewayError) -> Message

  /// Records that `userID` has received or read a message that came over `internal`.
  func acknowledge(
    _ messageID: String, userID: String, status: DeliveryStatus, client: ClientID
  ) async throws(GatewayError)

  // MARK: Changes of messages

  /// Gives a message that was sent over the API new words, here and on its recipients' channels as far as those can.
  ///
  /// Fails with `conflict` for one that came in from a platform or was deleted. The same words again change nothing.
  func edit(_ request: EditMessage) async throws(GatewayError)
  /// Takes a message that was sent over the API back. One that is deleted already stays so.
  func deleteMessage(_ messageID: String, client: ClientID) async throws(GatewayError)
  /// Puts a member's reaction to a message in place of the former one, or takes it back; `not_a_member` for others.
  func react(_ request: ReactToMessage) async throws(GatewayError)
  /// Shows the other members that somebody types, where their channels can. Best effort: nothing of it is stored.
  func showTyping(_ request: ShowTyping) async throws(GatewayError)

  // MARK: Platforms

  /// Hands a platform's request to the account's connector, and what it reports to the disk: a 2xx answer comes only once
  /// everything that came with the request is stored. Completes exactly once, from any thread.
  ///
  /// Fails with `not_found` for an unknown account, `overloaded` where the account has too many under way, `unavailable`
  /// where the platform has to come again.
  func callback(
    _ callback: PlatformCallback, account: String,
    completion: @escaping @Sendable (Result<CallbackAnswer, GatewayError>) -> Void)

  // MARK: Conversations

  func createConversation(_ request: CreateConversation) async throws(GatewayError) -> Conversation
  func conversation(_ id: ConversationID, client: ClientID) async throws(GatewayError) -> Conversation
  func conversations(client: ClientID, member: String?, page: PageRequest) async throws(GatewayError)
    -> Page<Conversation>
  func addMember(_ userID: String, to id: ConversationID, client: ClientID) async throws(GatewayError) -> Conversation
  func removeMember(
    _ userID: String, from id: ConversationID, client: ClientID
  ) async throws(GatewayError) -> Conversation
  func history(_ id: ConversationID, client: ClientID, request: HistoryRequest) async throws(GatewayError)
    -> Page<Message>

  // MARK: Users

  func putUser(_ request: PutUser) async throws(GatewayError) -> (user: User, isNew: Bool)
  func user(_ userID: String, client: ClientID) async throws(GatewayError) -> User
  /// Removes a user and their identities; `conflict` while they are a member of a conversation.
  func deleteUser(_ userID: String, client: ClientID) async throws(GatewayError)
  /// Creates the user where there is none; `identity_taken` where the address is another user's.
  func putIdentity(_ request: PutIdentity) async throws(GatewayError) -> (identity: Identity, isNew: Bool)
  func identity(_ userID: String, channel: String, client: ClientID) async throws(GatewayError) -> Identity
  func deleteIdentity(_ userID: String, channel: String, client: ClientID) async throws(GatewayError)

  // MARK: Webhooks

  /// Registers an endpoint. Its URL's name is looked up when it is connected to; an address in it is judged here.
  func createWebhook(_ request: CreateWebhook) async throws(GatewayError) -> WebhookWithSecret
  func webhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> Webhook
  func webhooks(client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<Webhook>
  /// Enabling an endpoint has everything told that waited for it.
  func patchWebhook(
    _ id: WebhookID, client: ClientID, _ request: PatchWebhook
  ) async throws(GatewayError) -> Webhook
  func deleteWebhook(_ id: WebhookID, client: ClientID) async throws(GatewayError)
  /// Gives an endpoint a new secret; for a day the one before signs as well.
  func rotateWebhookSecret(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> WebhookWithSecret
  /// Sends a test to an endpoint, disabled or not, and waits for its answer.
  func testWebhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> WebhookAttempt
  /// The newest first.
  func webhookAttempts(
    _ id: WebhookID, client: ClientID, page: PageRequest
  ) async throws(GatewayError) -> Page<WebhookAttempt>
  /// Has one event told again; `conflict` while the endpoint is disabled.
  func retryWebhookEvent(_ eventID: String, at id: WebhookID, client: ClientID) async throws(GatewayError)
  /// Has the events of a range of time told again; `conflict` while the endpoint is disabled.
  func replayWebhook(
    _ id: WebhookID, client: ClientID, since: Timestamp, until: Timestamp?
  ) async throws(GatewayError) -> WebhookReplay

  // MARK: Operation

  /// The channel accounts of this gateway, in the order of channels.yaml, `internal` last.
  func channels() -> [ChannelStatus]
  func deadLetters(client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<DeadLetter>
  /// Tries a dead letter again as a new delivery of its message; `conflict` where that was done already.
  func redrive(deadLetter id: Int64, client: ClientID) async throws(GatewayError) -> DeadLetter
  func readiness() async -> Readiness
}
