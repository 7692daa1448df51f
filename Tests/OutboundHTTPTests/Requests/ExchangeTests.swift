import TestSupport
import Testing

@testable import OutboundHTTP

/// What a transfer may do and has to stop at, without a network.
struct ExchangeTests {
  private let outside = IPAddress("8.8.8.8")
  private let inside = IPAddress("10.0.0.1")

  private func exchange(
    _ policy: AddressPolicy? = .publicOnly, limit: Int = 100, overflow: ResponseOverflow = .fail,
    hasSink: Bool = false, mayRepeat: Bool = false, party: Party? = nil
  ) -> Exchange {
    Exchange(
      addressPolicy: policy, responseLimit: limit, overflow: overflow, hasSink: hasSink, mayRepeat: mayRepeat,
      party: party)
  }

  private func feed(_ exchange: inout Exchange, head: String) -> Bool {
    head.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { line in
      Array((line + "\r\n").utf8).withUnsafeBufferPointer { exchange.header($0) }
    }
  }

  private func feed(_ exchange: inout Exchange, body: String) -> Bool {
    Array(body.utf8).withUnsafeBufferPointer { exchange.body($0) }
  }

  @Test func triesTheAllowedOneOfSeveralAddresses() {
    var both = exchange()
    #expect(both.connecting(to: inside) == false)
    #expect(both.connecting(to: outside) == true)
    #expect(both.stop == nil)
    var none = exchange()
    #expect(none.connecting(to: inside) == false)
    #expect(none.stop == .forbiddenAddress)
    var unknown = exchange()
    #expect(unknown.connecting(to: nil) == false)
  }

  @Test func doesNotCallAFailedConnectionForbidden() {
    var exchange = exchange()
    #expect(exchange.connecting(to: outside) == true)
    #expect(exchange.connecting(to: inside) == false)
    #expect(exchange.stop == nil)
  }

  @Test func looksAtTheOtherEndOfAKeptConnection() {
    var exchange = exchange()
    #expect(exchange.sending(to: inside) == false)
    #expect(exchange.stop == .forbiddenAddress && !exchange.wasSent)
  }

  @Test func leavesAddressesToAProxy() {
    var exchange = exchange(nil)
    #expect(exchange.connecting(to: inside) == true)
    #expect(exchange.sending(to: nil) && exchange.wasSent)
  }

  @Test func sendsAgainOnlyWhatMayBeRepeated() {
    var once = exchange()
    #expect(once.sending(to: outside) == true)
    #expect(once.sending(to: outside) == false)
    #expect(once.stop == .repetition && once.wasSent)
    var often = exchange(mayRepeat: true)
    #expect(often.sending(to: outside) && often.sending(to: outside))
  }

  @Test func readsHeadersAsHTTPMeansThem() {
    var exchange = exchange()
    #expect(
      feed(
        &exchange,
        head: "HTTP/1.1 103 Early\nX-Early: 1\n\nHTTP/1.1 200 OK\nX-A: \t b c \t\nx-a:\nNo colon\n: none\nÀ: x\n"))
    #expect(
      exchange.headers == [
        OutboundHeader(name: "x-a", value: "b c"), OutboundHeader(name: "x-a", value: ""),
        OutboundHeader(name: "??", value: "x"),
      ])
  }

  @Test func stopsAtTooManyHeaders() {
    var exchange = exchange()
    let line = "X: " + String(repeating: "y", count: 1_000)
    var lines = 0
    while feed(&exchange, head: line), lines < 1_000 { lines += 1 }
    #expect(exchange.stop == .tooManyHeaders && lines < 70)
  }

  @Test func takesABodyUpToTheLimitAndNoFurther() {
    var exact = exchange(limit: 6)
    #expect(feed(&exact, body: "abc") && feed(&exact, body: "def") && feed(&exact, body: ""))
    #expect(exact.stop == nil)
    #expect(!feed(&exact, body: "g"))
    #expect(exact.stop == .tooLong)
    var cut = exchange(limit: 4, overflow: .truncate)
    #expect(feed(&cut, body: "abc"))
    #expect(feed(&cut, body: "def") && feed(&cut, body: "ghi"))
    #expect(cut.body == Array("abcd".utf8) && cut.discarded == 5)
    var nothing = exchange(limit: 0, overflow: .truncate)
    #expect(feed(&nothing, body: "a"))
    #expect(nothing.body.isEmpty && nothing.discarded == 1)
  }

  @Test func readsOnlySoMuchOfWhatNobodyWants() {
    var exchange = exchange(limit: 10, overflow: .truncate)
    var pieces = 0
    while feed(&exchange, body: String(repeating: "x", count: 1_000)), pieces < 1_000 { pieces += 1 }
    #expect((60...70).contains(pieces) && exchange.body.count == 10)
  }

  @Test func letsASinkTakeNoMoreThanTheLimit() {
    var exchange = exchange(limit: 6, overflow: .truncate, hasSink: true)
    #expect(exchange.sinks(0) && exchange.sinks(4) && exchange.sinks(2))
    #expect(exchange.stop == nil && exchange.sunkBytes == 6)
    #expect(exchange.sinks(1) == false)
    #expect(exchange.stop == .tooLong && exchange.sunkBytes == 6)
  }

  @Test func believesALengthThatIsNotThatOfSomethingCompressed() {
    var long = exchange(limit: 6, hasSink: true)
    #expect(feed(&long, head: "HTTP/1.1 200 OK\nContent-Length: 7"))
    #expect(long.sinks(1) == false)
    #expect(long.stop == .tooLong && long.sunkBytes == 0)
    for head in ["Content-Length: 6", "Content-Length: x", "Content-Length: 7\nContent-Encoding: gzip"] {
      var exchange = exchange(limit: 6, hasSink: true)
      #expect(feed(&exchange, head: "HTTP/1.1 200 OK\n" + head))
      #expect(exchange.sinks(1) == true)
    }
  }

  @Test func repeatsNothingOfWhichASinkHasABeginning() {
    var exchange = exchange(hasSink: true, mayRepeat: true)
    #expect(exchange.sending(to: outside) && exchange.sending(to: outside))
    #expect(exchange.sinks(1) == true)
    #expect(exchange.sending(to: outside) == false)
    #expect(exchange.stop == .repetition)
  }

  @Test func cutsOffWhatASinkDoesNotTake() {
    var exchange = exchange(limit: 4, hasSink: true)
    #expect(feed(&exchange, body: "abcdef"))
    #expect(exchange.body == Array("abcd".utf8) && exchange.stop == nil)
  }

  @Test func readsAnyHeadWithoutHarm() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<5_000 {
      var exchange = exchange()
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      _ = bytes.withUnsafeBufferPointer { exchange.header($0) }
      #expect(exchange.headers.count <= 1)
      for header in exchange.headers {
        #expect(
          !header.name.isEmpty && header.name.utf8.allSatisfy { $0 < 128 } && header.name == header.name.lowercased())
      }
    }
  }

  @Test func countsWhatItsPartyReceivesTogether() {
    let party = Party(name: "one", responseLimit: 10)
    var first = exchange(party: party)
    var second = exchange(party: party)
    #expect(feed(&first, body: "123456") && feed(&second, body: "1234"))
    #expect(feed(&second, body: "5") == false)
    #expect(second.stop == .crowded && second.body.count == 4)
    second.end()
    var third = exchange(party: party)
    #expect(feed(&third, body: "1234"))
    third.end()
    // One alone may have as much as it may have.
    #expect(feed(&first, body: "7890 and more than that"))
    first.end()
    var fourth = exchange(limit: 3, overflow: .truncate, party: party)
    #expect(feed(&fourth, body: "a body"))
    #expect(fourth.body.count == 3 && fourth.stop == nil)
    var fifth = exchange(party: party)
    #expect(feed(&fifth, body: "1234567"))
  }
}
