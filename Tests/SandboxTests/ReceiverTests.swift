import NIOHTTP1
import Testing

@testable import sandbox

@Suite struct ReceiverTests {
  private static let now = Moment(seconds: 1_614_265_330)
  private static let body = Array("{\"test\": 2432232314}".utf8)

  private func request(signature: String = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=") -> Request {
    Request(
      method: .POST, uri: "/receiver/dev",
      headers: [
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330", "webhook-signature": signature,
      ], body: Self.body)
  }

  @Test func countsRepetitionsOfAnId() throws {
    var receiver = try Receiver(name: "dev", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let first = receiver.take(request(), status: nil, now: Self.now)
    #expect(first.problem == nil && first.status == 204 && first.delivery == 1)
    #expect(receiver.take(request(), status: nil, now: Self.now).delivery == 2)
    #expect(receiver.received == 2 && receiver.distinct == 1 && receiver.verified == 2)
  }

  @Test func answers401ToAWrongSignature() throws {
    var receiver = try Receiver(name: "dev", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let event = receiver.take(request(signature: "v1,AAAA"), status: nil, now: Self.now)
    #expect(event.status == 401)
    #expect(event.problem == "no v1 signature fits")
    #expect(receiver.verified == 0)
  }

  @Test func forgetsTheOldestEvents() throws {
    var receiver = try Receiver(name: "dev", secret: nil)
    for _ in 0..<(Receiver.eventCapacity + 10) { _ = receiver.take(request(), status: nil, now: Self.now) }
    #expect(receiver.events.count == Receiver.eventCapacity)
    #expect(receiver.events.first == 11)
    #expect(receiver.received == Int64(Receiver.eventCapacity + 10))
  }
}
