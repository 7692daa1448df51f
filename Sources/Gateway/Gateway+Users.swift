public import Model
import Postgres
import Routing
import Store

extension Gateway {
  public func putUser(_ request: PutUser) async throws(GatewayError) -> (user: User, isNew: Bool) {
    try await asking {
      try await users.put(
        request.userID, client: request.clientID, displayName: request.displayName, metadata: request.metadata,
        at: .now())
    }
  }

  public func user(_ userID: String, client: ClientID) async throws(GatewayError) -> User {
    let user = try await asking { try await users.find(userID, client: client) }
    guard let user else { throw .noSuchUser }
    return user
  }

  public func deleteUser(_ userID: String, client: ClientID) async throws(GatewayError) {
    let wasThere = try await asking {
      do {
        return try await users.delete(userID, client: client)
      } catch let error as PostgresError where error.code == .foreignKeyViolation {
        throw GatewayError(
          .conflict,
          "The user is a member of a conversation, or was merged; a user without conversations and merges can go."
        )
      }
    }
    guard wasThere else { throw .noSuchUser }
  }

  public func putIdentity(_ request: PutIdentity) async throws(GatewayError) -> (identity: Identity, isNew: Bool) {
    guard request.channel != RoutingTable.internalChannel, request.channel != RoutingTable.allChannels else {
      throw GatewayError(field: "/channel", "must be a channel's type; everybody can be reached over internal")
    }
    let put: (identity: Identity, isNew: Bool, partitions: Set<Int16>)? = try await asking {
      do {
        return try await users.putIdentity(
          request.userID, client: request.clientID, channel: request.channel, address: request.address,
          verified: request.verified, metadata: request.metadata,
          accounts: intake.rules.accounts(of: request.channel), at: .now())
      } catch let error as PostgresError where error.code == .uniqueViolation {
        return nil
      }
    }
    guard let put else {
      throw GatewayError(
        .identityTaken,
        "Another user has this address on this channel, in this spelling or another. Merge the users if they are one.",
        fields: [.init("/address", "must be an address that no other user has")])
    }
    if !put.partitions.isEmpty { try await asking { try await announce(put.partitions) } }
    return (identity: put.identity, isNew: put.isNew)
  }

  public func identity(
    _ userID: String, channel: String, client: ClientID
  ) async throws(GatewayError) -> Identity {
    let user = try await user(userID, client: client)
    guard let identity = user.identities.first(where: { $0.channel == channel }) else { throw .noIdentity }
    return identity
  }

  public func deleteIdentity(_ userID: String, channel: String, client: ClientID) async throws(GatewayError) {
    let wasThere = try await asking {
      try await users.deleteIdentity(userID, channel: channel, client: client)
    }
    guard wasThere else { throw .noIdentity }
  }
}

extension GatewayError {
  fileprivate static let noIdentity = GatewayError(.notFound, "The user has no identity on this channel.")
}
