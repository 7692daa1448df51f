public import JSON

/// One channel account as channels.yaml describes it: a connector with the settings of one number, bot or page.
public struct ChannelAccountConfiguration: Sendable, Equatable {
  /// Unique; `[a-z0-9][a-z0-9_-]{0,62}`.
  public var name: String
  /// A short name (`echo`), or the path of a .so; `path#channel` picks one of several connectors in it.
  public var plugin: String
  /// What the connector reads. May hold secrets: never log or show it.
  public var settings: [String: JSONValue]
  /// The name of the client to whom messages of unknown people belong.
  public var owner: String?
  /// The user with whom unknown people get a conversation.
  public var defaultMember: String?
  public var hosting: Hosting
  public var authors: AuthorNames
  public var limits: SendLimits
  public var retry: RetrySchedule
  public var breaker: CircuitBreaker.Configuration
  /// Where the account, and each of its settings, stands in channels.yaml; for error messages.
  public var position: SourcePosition?
  public var settingPositions: [String: SourcePosition]

  /// Whether a running connector need not be told of the difference: all is the same but where it stands in the file.
  func isSame(as other: ChannelAccountConfiguration) -> Bool {
    var other = other
    other.position = position
    other.settingPositions = settingPositions
    return self == other
  }

  public init(
    name: String, plugin: String, settings: [String: JSONValue] = [:], owner: String? = nil,
    defaultMember: String? = nil, hosting: Hosting = .process, authors: AuthorNames = .auto,
    limits: SendLimits = SendLimits(), retry: RetrySchedule = RetrySchedule(),
    breaker: CircuitBreaker.Configuration = .init(), position: SourcePosition? = nil,
    settingPositions: [String: SourcePosition] = [:]
  ) {
    self.name = name
    self.plugin = plugin
    self.settings = settings
    self.owner = owner
    self.defaultMember = defaultMember
    self.hosting = hosting
    self.authors = authors
    self.limits = limits
    self.retry = retry
    self.breaker = breaker
    self.position = position
    self.settingPositions = settingPositions
  }
}
