/// What a business number may send: 80 messages a second, and to one user one in six seconds after a burst of 45.
struct WhatsAppRates: Sendable {
  private var number: TokenBucket
  private var pairs: BucketMap<Int>

  init(now: Moment) {
    number = TokenBucket(perSecond: 80, burst: 80, now: now)
    pairs = BucketMap(perSecond: 1.0 / 6, burst: 45)
  }

  mutating func check(person: Int?, now: Moment) throws(GraphError) {
    if number.take(now: now) != nil {
      throw GraphError(
        status: 429, code: 130429, message: "(#130429) Rate limit hit",
        details: "Message failed to send because there were too many messages sent from this phone number in a short "
          + "period of time")
    }
    if let person, pairs.take(person, now: now) != nil {
      throw GraphError(
        code: 131056, message: "(#131056) (Business Account, Consumer Account) pair rate limit hit",
        details: "Message failed to send because there were too many messages sent from this phone number to the same "
          + "phone number in a short period of time.")
    }
  }
}
