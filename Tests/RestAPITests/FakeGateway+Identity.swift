import Foundation
import Gateway
import JSON
import Model

// Merges that only write down that they took place.
extension FakeGateway {
  func mergeUser(_ request: UserMergeRequest) async throws(GatewayError) -> (merge: UserMerge, isNew: Bool) {
    _ = try await user(request.merged, client: request.clientID)
    _ = try await user(request.survivor, client: request.clientID)
    guard request.merged != request.survivor else { throw GatewayError(field: "/into", "must be another user") }
    let merge = Self.merge(of: request.merged, into: request.survivor, reason: request.reason, at: time())
    return (merge: merge, isNew: true)
  }

  func unmergeUser(_ userID: String, client: ClientID) async throws(GatewayError) -> UserMerge {
    _ = try await user(userID, client: client)
    var merge = Self.merge(of: userID, into: "another", reason: nil, at: time())
    merge.undoneAt = time()
    return merge
  }

  func merges(of userID: String, client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<UserMerge> {
    _ = try await user(userID, client: client)
    return try Self.page([Self.merge(of: userID, into: "another", reason: nil, at: time())], page) { "u\($0.number)" }
  }

  func createLinkCode(_ request: CreateLinkCode) async throws(GatewayError) -> IssuedLinkCode {
    let user = try await user(request.userID, client: request.clientID)
    guard request.channel == "echo" else { throw GatewayError(.unknownChannel, "There is no such channel.") }
    return IssuedLinkCode(
      userID: user.userID, channel: request.channel, code: "K7QXM2BD",
      expiresAt: time().advanced(by: .seconds(request.lifetime)))
  }

  private static func merge(of merged: String, into survivor: String, reason: String?, at time: Timestamp) -> UserMerge
  {
    UserMerge(
      mergeID: UUID(), number: 1, userID: survivor, mergedUserID: merged, cause: .api, reason: reason,
      moved: JSONObject([
        ("identities", ["telegram"]), ("conversations", 1), ("shared_conversations", 0), ("chats", 1), ("contacts", 1),
      ]), mergedAt: time, undoneAt: nil)
  }
}
