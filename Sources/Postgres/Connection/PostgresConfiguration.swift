/// How to reach a PostgreSQL server, and how long to wait for it.
public struct PostgresConfiguration: Sendable, Hashable {
  /// A `postgres://` URL or a `key=value` string, as libpq understands them. May name several hosts.
  public let connectionString: String
  /// The longest wait for each host, unless the connection string has a `connect_timeout`; libpq makes it whole seconds
  /// and at least two.
  public var connectTimeout: Duration
  /// How long the server may work on one statement. Nil: for ever, and then a silent server is waited for, too.
  public var statementTimeout: Duration?
  /// How much longer than `statementTimeout` the client waits for a server that says nothing before it gives up.
  public var responseGrace: Duration
  /// What the server shows in pg_stat_activity; nil leaves it to the connection string.
  public var applicationName: String?

  /// Settings of the server for each new session, by name, such as `jit`: how this connection's statements are planned.
  public var sessionSettings: [String: String] = [:]

  /// What libpq made of the connection string, without anything secret.
  private let publicOptions: [ConnectionOption]

  /// - Throws: `configuration` when libpq cannot parse `connectionString`. Nothing of the string is in the error.
  public init(
    _ connectionString: String,
    connectTimeout: Duration = .seconds(5),
    statementTimeout: Duration? = .seconds(15),
    responseGrace: Duration = .seconds(2),
    applicationName: String? = nil
  ) throws {
    self.connectionString = connectionString
    self.connectTimeout = connectTimeout
    self.statementTimeout = statementTimeout
    self.responseGrace = responseGrace
    self.applicationName = applicationName
    self.publicOptions = try ConnectionOption.parse(connectionString).filter { !$0.isSecret }
  }

  /// The same server, another database on it.
  public func with(database: String) throws -> PostgresConfiguration {
    var options = try ConnectionOption.parse(connectionString).filter { $0.keyword != "dbname" }
    options.append(ConnectionOption(keyword: "dbname", value: database, isSecret: false))
    return try PostgresConfiguration(
      ConnectionOption.format(options),
      connectTimeout: connectTimeout,
      statementTimeout: statementTimeout,
      responseGrace: responseGrace,
      applicationName: applicationName
    )
  }

  /// What the client waits for one result before it calls the server hung; nil: for ever.
  var responseTimeout: Duration? { statementTimeout.map { $0 + responseGrace } }

  /// Keywords and values for PQconnectdbParams; the first is the connection string itself, later ones override it.
  var parameters: [(keyword: String, value: String)] {
    var parameters = [("dbname", connectionString), ("client_encoding", "UTF8")]
    if let applicationName { parameters.append(("application_name", applicationName)) }
    let timeout = max(2, (connectTimeout + .milliseconds(999)).components.seconds)
    // A peer that vanished without a word is noticed within half a minute instead of hours. Unix sockets ignore these.
    let defaults = [
      ("connect_timeout", String(timeout)), ("keepalives_idle", "15"), ("keepalives_interval", "5"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
    ]
    let given = Set(publicOptions.map(\.keyword))
    parameters += defaults.filter { !given.contains($0.0) }
    return parameters
  }
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
  /// The connection options in `key=value` form with the password masked.
  public var description: String {
    let secret = ConnectionOption(keyword: "password", value: "***", isSecret: false)
    let hasSecret = (try? ConnectionOption.parse(connectionString).contains(where: \.isSecret)) ?? false
    return ConnectionOption.format(hasSecret ? publicOptions + [secret] : publicOptions)
  }

  /// Keeps the connection string out of dumps and string interpolation of enclosing types.
  public var customMirror: Mirror { Mirror(self, children: ["connection": description]) }
}
