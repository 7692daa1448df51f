public import Model
import Store

extension Gateway {
  public func authenticate(clientID: ClientID, secret: String) async throws(GatewayError) -> APIClient? {
    try await asking {
      let found = try await ClientStore(pool: pool).find(clientID)
      // An unknown client costs the same comparison as a wrong secret.
      let matches = ClientSecret(text: secret).matches(hash: found?.secretHash ?? [UInt8](repeating: 0, count: 32))
      guard matches, let client = found?.client, client.disabledAt == nil else { return nil }
      return client
    }
  }

  public func client(_ clientID: ClientID) async throws(GatewayError) -> APIClient? {
    try await asking { try await directory.client(clientID) }
  }
}
