import Inbox
import JSON
import Model
import Postgres
import Store

extension IngressTransaction {
  /// Wrong codes of an address in ``guessWindow`` after which its codes are ordinary messages.
  static let maximumGuesses = 5
  static let guessWindow = Duration.seconds(600)

  /// What came of a message that may be a link code.
  private enum Redemption {
    /// No code, a wrong one or one that has expired: a message like any other.
    case ordinary
    /// Used before, by the same address.
    case repeated
    case linked(userID: String, merge: UserMerge?)
    /// The code is right, the account is somebody else's.
    case refused
  }

  /// Takes messages out that are link codes; whoever sent one is who they said from here on.
  mutating func redeemLinkCodes(in letters: inout [Letter]) throws {
    var rest: [Letter] = []
    var hasLinked = false
    for letter in letters {
      guard !letter.message.event.isGroup, let text = letter.message.event.text, let code = LinkCode(message: text)
      else {
        rest.append(letter)
        continue
      }
      let redemption = try redeem(code, of: letter)
      switch redemption {
      case .ordinary: rest.append(letter)
      case .repeated: result.count(letter.message.event, .routed)
      case .linked(let userID, let merge):
        hasLinked = true
        result.count(letter.message.event, .routed)
        try announce(userID, linkedBy: letter, merge: merge)
        reply(.linked, to: letter)
      case .refused:
        result.count(letter.message.event, .routed)
        reply(.refused, to: letter)
      }
    }
    letters = rest
    guard hasLinked, !letters.isEmpty else { return }
    let found = try IngressReads.ways(from: connection.query(IngressReads.ways(letters.map(\.question))))
    for (index, ways) in found.enumerated() { letters[index].ways = ways }
  }

  private mutating func redeem(_ code: LinkCode, of letter: Letter) throws -> Redemption {
    let client = letter.clientID
    let channel = letter.message.channel
    let address = letter.message.address
    let since = now.advanced(by: .zero - Self.guessWindow)
    // Counted before it is looked at: tries at the same moment cannot share one allowance.
    let tries = try LinkCodeStore.countTry(
      of: address, channel: channel, client: client, since: since, at: now, on: connection)
    guard tries <= Self.maximumGuesses,
      let found = try LinkCodeStore.find(code.hash, channel: channel, client: client, at: now, on: connection)
    else { return .ordinary }
    // Somebody may have linked this address earlier in the batch.
    let holder = try AddressWrites.owner(of: address, channel: channel, client: client, on: connection)
    let key = MergedUsers.Key(clientID: client, userID: found.userID)
    let userID = try MergedUsers.locked([key], on: connection)[key] ?? found.userID
    guard found.usedBy == nil else {
      guard holder == userID else { return .ordinary }
      _ = try connection.query(LinkCodeStore.forgive(address, channel: channel, client: client))
      return .repeated
    }
    _ = try connection.query(LinkCodeStore.forgive(address, channel: channel, client: client))

    var merge: UserMerge?
    if let holder, holder != userID {
      guard UnknownPerson.isStranger(holder, channel: channel, address: address) else { return .refused }
      let request = UserMergeRequest(clientID: client, merged: holder, survivor: userID, cause: .linkCode)
      let outcome = try UserMerging(partitionCount: rules.partitionCount, now: now).merge(request, on: connection)
      guard case .merged(let done, _) = outcome else { return .refused }
      result.partitions.formUnion(done.partitions)
      merge = done.merge
    }
    _ = try connection.pipeline(
      LinkCodeStore.use(code.hash, by: address, of: userID, channel: channel, client: client, at: now))
    return .linked(userID: userID, merge: merge)
  }

  private mutating func announce(_ userID: String, linkedBy letter: Letter, merge: UserMerge?) throws {
    var members: [(String, JSONValue)] = [
      ("channel", .string(letter.message.channel)), ("account", .string(letter.account.name)),
      ("address", .string(letter.message.address)),
    ]
    if let merge {
      members += [
        ("merged_user_id", .string(merge.mergedUserID)), ("merge_id", .string(merge.mergeID.lowercaseString)),
      ]
    }
    let posting = UserLog(partitionCount: rules.partitionCount).posting(
      .userLinked, userID: userID, client: letter.clientID, members, at: now)
    _ = try connection.query(InboxQueries.post([posting]))
    result.partitions.insert(posting.partition)
  }

  private mutating func reply(_ text: LinkReply.Text, to letter: Letter) {
    let message = letter.message
    result.replies.append(
      LinkReply(
        account: letter.account.name, address: message.address,
        chat: message.chat == message.address ? nil : message.chat, text: text, messageID: message.messageID))
  }
}
