import Foundation
import JWTKit
import Model

/// Issues and verifies the access tokens of one installation: JWTs (RFC 7519) signed with HS256.
public struct TokenAuthority: Sendable {
  /// What a set of keys must have.
  public enum KeyError: Error, Sendable, Hashable {
    case noKey
    /// The id of a key with fewer than 32 bytes.
    case tooShort(String)
    case repeatedID(String)
  }

  /// How long a token is good for.
  public let lifetime: Duration
  private let keys: JWTKeyCollection
  private let newest: JWKIdentifier
  private let issuer: String

  /// - Parameter keys: the newest first: it signs, and all of them verify.
  public init(
    keys: [SigningKey],
    issuer: String = "chat4all",
    lifetime: Duration = .seconds(3600)
  ) async throws(KeyError) {
    guard let first = keys.first else { throw .noKey }
    self.keys = JWTKeyCollection()
    self.issuer = issuer
    self.lifetime = lifetime
    newest = JWKIdentifier(string: first.id)
    var known: Set<String> = []
    for key in keys {
      guard key.secret.count >= 32 else { throw .tooShort(key.id) }
      guard known.insert(key.id).inserted else { throw .repeatedID(key.id) }
      await self.keys.add(
        hmac: HMACKey(from: key.secret),
        digestAlgorithm: .sha256,
        kid: JWKIdentifier(string: key.id)
      )
    }
  }

  /// A token for a client that has proved who it is.
  func issue(to clientID: ClientID, scopes: Set<Scope>, at time: Timestamp) async throws(GatewayError) -> String {
    let claims = TokenClaims(
      iss: issuer,
      sub: clientID.description,
      scope: Scope.text(scopes),
      iat: time.wholeSeconds,
      exp: time.advanced(by: lifetime).wholeSeconds,
      jti: UUID.version7(at: time).lowercaseString
    )
    do {
      return try await keys.sign(claims, kid: newest)
    } catch {
      throw GatewayError(.internalError, "The token could not be signed.")
    }
  }

  /// What a token says, where one of our keys signed it and it has not expired.
  func verify(_ token: String, at time: Timestamp) async throws(GatewayError) -> VerifiedToken {
    let claims: TokenClaims
    do {
      claims = try await keys.verify(token, as: TokenClaims.self)
    } catch {
      throw GatewayError(.unauthorized, "The access token is not valid.")
    }
    guard claims.iss == issuer, let clientID = ClientID(claims.sub) else {
      throw GatewayError(.unauthorized, "The access token is not valid.")
    }
    guard claims.exp > time.wholeSeconds else { throw GatewayError(.unauthorized, "The access token has expired.") }
    return VerifiedToken(
      clientID: clientID,
      scopes: Scope.set(claims.scope),
      expiresAt: Timestamp(microseconds: claims.exp.multipliedReportingOverflow(by: 1_000_000).partialValue)
    )
  }
}

/// What an access token says of its bearer.
struct VerifiedToken: Sendable, Hashable {
  var clientID: ClientID
  var scopes: Set<Scope>
  var expiresAt: Timestamp
}

private struct TokenClaims: JWTPayload {
  var iss: String
  /// The client's id.
  var sub: String
  /// Scopes with blanks between them (RFC 6749, section 3.3).
  var scope: String
  // Whole seconds since 1970 (RFC 7519, section 2, NumericDate).
  var iat: Int64
  var exp: Int64
  var jti: String

  // Times are compared by the caller, whose clock is injected.
  func verify(using algorithm: some JWTAlgorithm) {}
}

extension Timestamp {
  fileprivate var wholeSeconds: Int64 { microseconds / 1_000_000 }
}

extension Scope {
  /// Scopes with blanks between them, in a fixed order.
  static func text(_ scopes: Set<Scope>) -> String {
    allCases.filter(scopes.contains).map(\.rawValue).joined(separator: " ")
  }

  /// The scopes among the words; words that mean nothing here are left out.
  static func set(_ text: String) -> Set<Scope> {
    Set(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
  }
}
