import Foundation
import Gateway
import Model
import Testing

@testable import RestAPI

struct AuthenticationTests {
  private let clock = TestClock()
  private let key = SigningKey(id: "k1", secret: Array(repeating: 1, count: 32))
  private let client = ClientID(UUID())

  private func authority(_ keys: [SigningKey], lifetime: Duration = .seconds(3600)) async throws -> TokenAuthority {
    try await TokenAuthority(keys: keys, lifetime: lifetime)
  }

  @Test func aTokenSaysWhoAndWhat() async throws {
    let tokens = try await authority([key])
    let token = try await tokens.issue(to: client, scopes: [.messagesRead, .admin], at: clock.now)
    let verified = try await tokens.verify(token, at: clock.now)
    #expect(verified.clientID == client)
    #expect(verified.scopes == [.messagesRead, .admin])
    #expect(verified.expiresAt == clock.now.advanced(by: .seconds(3600)))
  }

  @Test func aTokenExpires() async throws {
    let tokens = try await authority([key], lifetime: .seconds(10))
    let token = try await tokens.issue(to: client, scopes: [], at: clock.now)
    clock.advance(by: .seconds(9))
    _ = try await tokens.verify(token, at: clock.now)
    clock.advance(by: .seconds(1))
    let error = await #expect(throws: GatewayError.self) { try await tokens.verify(token, at: clock.now) }
    #expect(error?.code == .unauthorized)
  }

  @Test func everyKeyVerifiesAndTheFirstSigns() async throws {
    let newer = SigningKey(id: "k2", secret: Array(repeating: 2, count: 32))
    let before = try await authority([key])
    let after = try await authority([newer, key])
    let old = try await before.issue(to: client, scopes: [], at: clock.now)
    let new = try await after.issue(to: client, scopes: [], at: clock.now)
    _ = try await after.verify(old, at: clock.now)
    _ = try await after.verify(new, at: clock.now)
    await #expect(throws: GatewayError.self) { try await before.verify(new, at: clock.now) }
  }

  @Test func forgedTokensAreRefused() async throws {
    let tokens = try await authority([key])
    let other = try await authority([SigningKey(id: "k1", secret: Array(repeating: 9, count: 32))])
    let foreign = try await TokenAuthority(keys: [key], issuer: "somebody")
    let good = try await tokens.issue(to: client, scopes: [], at: clock.now)
    let parts = good.split(separator: ".").map(String.init)
    let none = Data(#"{"alg":"none","typ":"JWT","kid":"k1"}"#.utf8).base64EncodedString()
      .replacingOccurrences(of: "=", with: "")
    let forged = [
      try await other.issue(to: client, scopes: [.admin], at: clock.now),
      try await foreign.issue(to: client, scopes: [.admin], at: clock.now), "\(parts[0]).\(parts[1]).",
      "\(parts[0]).\(parts[1])",
      "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "", ".", "..", "a.b.c", good + "x", "x" + good,
      String(good.dropLast()),
    ]
    for token in forged {
      let error = await #expect(throws: GatewayError.self) { try await tokens.verify(token, at: clock.now) }
      #expect(error?.code == .unauthorized)
    }
  }

  @Test func keysThatAreTooWeakAreRefused() async {
    await #expect(throws: TokenAuthority.KeyError.noKey) { try await authority([]) }
    await #expect(throws: TokenAuthority.KeyError.tooShort("s")) {
      try await authority([SigningKey(id: "s", secret: Array(repeating: 0, count: 31))])
    }
    await #expect(throws: TokenAuthority.KeyError.repeatedID("k1")) { try await authority([key, key]) }
  }

  private func authenticator(_ gateway: FakeGateway) async throws -> (Authenticator, TokenAuthority) {
    let tokens = try await authority([key])
    let configuration = RestConfiguration()
    return (
      Authenticator(gateway: gateway, tokens: tokens, configuration: configuration, time: clock.source), tokens
    )
  }

  @Test func aKnownTokenIsRecognisedWithoutAsking() async throws {
    let gateway = FakeGateway { clock.now }
    let client = gateway.addClient(scopes: [.messagesWrite])
    let (authenticator, tokens) = try await authenticator(gateway)
    let header = "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite], at: clock.now))
    #expect(authenticator.recognise(header) == nil)
    for _ in 0..<10 { _ = try await authenticator.authenticate(header) }
    #expect(authenticator.recognise(header)?.scopes == [.messagesWrite])
    #expect(authenticator.recognise(header + "x") == nil)
    #expect(gateway.state.withLock { $0.clientLookUps } == 1)
  }

  @Test func aDisabledClientIsLockedOut() async throws {
    let gateway = FakeGateway { clock.now }
    let client = gateway.addClient(scopes: [.messagesWrite])
    let (authenticator, tokens) = try await authenticator(gateway)
    let header = "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite], at: clock.now))
    _ = try await authenticator.authenticate(header)
    gateway.disable(client)
    clock.advance(by: .seconds(5))
    #expect(authenticator.recognise(header) == nil)
    await #expect(throws: Refusal.self) { try await authenticator.authenticate(header) }
    #expect(authenticator.recognise(header) == nil)
  }

  @Test func scopesThatWereTakenAwayAreGone() async throws {
    let gateway = FakeGateway { clock.now }
    let client = gateway.addClient(scopes: [.messagesWrite])
    let (authenticator, tokens) = try await authenticator(gateway)
    let header =
      "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite, .messagesRead], at: clock.now))
    let caller = try await authenticator.authenticate(header)
    #expect(caller.scopes == [.messagesWrite])
    #expect(throws: Refusal.self) { try caller.require(.messagesRead) }
    #expect(throws: Never.self) { try caller.require(.messagesWrite) }
  }

  @Test func oneCallerRenewsWhileOthersGoOn() async throws {
    let gateway = FakeGateway { clock.now }
    let client = gateway.addClient(scopes: [.messagesWrite])
    let (authenticator, tokens) = try await authenticator(gateway)
    let header = "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite], at: clock.now))
    _ = try await authenticator.authenticate(header)
    clock.advance(by: .seconds(3))
    #expect(authenticator.recognise(header) == nil)
    _ = try await authenticator.authenticate(header)
    #expect(authenticator.recognise(header) != nil)
    #expect(gateway.state.withLock { $0.clientLookUps } == 2)
  }

  @Test func aGatewayThatCannotAnswerIsBridgedForAMoment() async throws {
    let gateway = FakeGateway { clock.now }
    let client = gateway.addClient(scopes: [.messagesWrite])
    let (authenticator, tokens) = try await authenticator(gateway)
    let header = "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite], at: clock.now))
    _ = try await authenticator.authenticate(header)
    gateway.fail(with: GatewayError(.unavailable, "The database does not answer."))
    clock.advance(by: .seconds(3))
    _ = try await authenticator.authenticate(header)
    clock.advance(by: .seconds(3))
    let refusal = await #expect(throws: Refusal.self) { try await authenticator.authenticate(header) }
    #expect(refusal?.error.code == .unavailable)
  }

  @Test func anExpiredTokenIsNotRecognised() async throws {
    let gateway = FakeGateway { clock.now }
    let client = gateway.addClient(scopes: [.messagesWrite])
    let (authenticator, tokens) = try await authenticator(gateway)
    let header = "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite], at: clock.now))
    clock.advance(by: .seconds(3599))
    _ = try await authenticator.authenticate(header)
    #expect(authenticator.recognise(header) != nil)
    clock.advance(by: .seconds(1))
    #expect(authenticator.recognise(header) == nil)
    await #expect(throws: Refusal.self) { try await authenticator.authenticate(header) }
  }
}
