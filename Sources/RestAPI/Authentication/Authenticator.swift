import Gateway
import Model
import Synchronization

/// Tells from an Authorization header who calls.
///
/// Verified tokens are remembered by the header's text until they expire, and each client's record for a moment, so
/// that most requests cost two look-ups. A client that was disabled is locked out when that moment is over.
final class Authenticator: Sendable {
  private struct Known: Sendable {
    var session: ClientSession
    var scopes: Set<Scope>
    var expiresAt: Timestamp
  }

  private struct State: Sendable {
    var tokens: BoundedMap<String, Known>
    var sessions: BoundedMap<ClientID, ClientSession>
  }

  private let gateway: any GatewayAPI
  private let tokens: TokenAuthority
  private let time: TimeSource
  private let rate: RateLimit
  private let memory: Int64
  private let state: Mutex<State>

  init(gateway: any GatewayAPI, tokens: TokenAuthority, configuration: RestConfiguration, time: TimeSource) {
    self.gateway = gateway
    self.tokens = tokens
    self.time = time
    rate = configuration.clientRate
    memory = configuration.clientMemory.microseconds * 1000
    let capacity = configuration.tokenCacheCapacity
    state = Mutex(State(tokens: BoundedMap(capacity: capacity), sessions: BoundedMap(capacity: capacity)))
  }

  /// The caller, where everything is known already and nothing is due; nil says nothing about the token.
  func recognise(_ authorization: String) -> Caller? {
    guard let known = known(authorization) else { return nil }
    guard case .fresh(let allowed) = known.session.knowledge(now: time.uptime()) else { return nil }
    return Caller(session: known.session, granted: known.scopes, allowed: allowed)
  }

  func authenticate(_ authorization: String?) async throws(Refusal) -> Caller {
    guard let authorization else {
      throw Refusal(
        .unauthorized,
        "An access token is needed in the Authorization header.",
        headers: [("WWW-Authenticate", #"Bearer realm="chat4all""#)]
      )
    }
    let known: Known
    if let remembered = self.known(authorization) {
      known = remembered
    } else {
      known = try await verify(authorization)
    }
    return Caller(
      session: known.session,
      granted: known.scopes,
      allowed: try await scopes(of: known.session)
    )
  }

  private func known(_ authorization: String) -> Known? {
    guard let known = state.withLock({ $0.tokens[authorization] }), known.expiresAt > time.wall() else { return nil }
    return known
  }

  private func verify(_ authorization: String) async throws(Refusal) -> Known {
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw Refusal(.unauthorized, "The Authorization header must be Bearer and a token.")
    }
    let token = String(parts[1])
    let verified = try await asking { () async throws(GatewayError) in try await tokens.verify(token, at: time.wall()) }
    let now = time.uptime()
    return state.withLock { state in
      let session: ClientSession
      if let existing = state.sessions[verified.clientID] {
        session = existing
      } else {
        session = ClientSession(verified.clientID, memory: memory, rate: rate, now: now)
        state.sessions[verified.clientID] = session
      }
      let known = Known(session: session, scopes: verified.scopes, expiresAt: verified.expiresAt)
      state.tokens[authorization] = known
      return known
    }
  }

  private func scopes(of session: ClientSession) async throws(Refusal) -> Set<Scope> {
    let now = time.uptime()
    let knowledge = session.claimRenewal(now: now)
    if case .fresh(let scopes) = knowledge { return scopes }
    let client: APIClient?
    do {
      client = try await gateway.client(session.clientID)
    } catch {
      session.renewalFailed()
      // What is remembered is still good for a while, and the next caller asks again.
      if case .due(let scopes) = knowledge { return scopes }
      throw Refusal(error)
    }
    session.learn(client, now: now)
    guard let client, client.disabledAt == nil else {
      throw Refusal(.unauthorized, "The client of this access token is not active.")
    }
    return client.scopes
  }
}
