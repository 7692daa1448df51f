import Testing

@testable import sandbox

@Suite struct BaseTests {
  @Test func numbersWhatARingForgets() {
    var ring = Ring<String>(capacity: 3)
    for name in ["a", "b", "c", "d"] { ring.append(name) }
    #expect(ring.first == 2 && ring.last == 4)
    #expect(ring[1] == nil && ring[4] == "d")
    #expect(ring.after(2, limit: 10).map(\.element) == ["c", "d"])
    #expect(ring.newest(2).map(\.number) == [3, 4])
    ring.removeAll()
    #expect(ring.append("e") == 5)
    #expect(ring.after(0, limit: 10).map(\.number) == [5])
  }

  @Test func findsMessagesUntilTheyAreForgotten() {
    var archive = Archive<Int, String>(capacity: 2)
    for number in 1...3 { archive.append(number, "m\(number)") }
    #expect(archive[1] == nil)
    archive[2] = "changed"
    #expect(archive.messages == ["changed", "m3"])
    #expect(archive.last { $0.hasPrefix("c") } == "changed")
  }

  @Test(
    arguments: [
      ("http://127.0.0.1:8080/ingress/a?x=1", "127.0.0.1", 8080, "/ingress/a?x=1"), ("http://host", "host", 80, "/"),
      ("HTTP://[::1]:90?q", "::1", 90, "/?q"),
    ])
  func readsTheAddressOfACallback(url: String, host: String, port: Int, uri: String) {
    let target = HTTPTarget(url)
    #expect(target?.host == host && target?.port == port && target?.uri == uri)
  }

  @Test(arguments: ["https://x", "x", "http://", "http://a:0/", "http://a:70000/", "http://u@h/", "http://a b/"])
  func refusesWhatIsNoAddress(url: String) {
    #expect(HTTPTarget(url) == nil)
  }

  @Test func decodesForms() {
    let pairs = PercentEncoding.form("a=1+2&b=%C3%A9%26&c&d=100%")
    #expect(pairs.map(\.name) == ["a", "b", "c", "d"])
    #expect(pairs.map(\.value) == ["1 2", "é&", "", "100%"])
    #expect(PercentEncoding.decode(PercentEncoding.encode("ção/ ?&+")) == "ção/ ?&+")
  }

  @Test func saysAtASteadyRate() {
    let start = Moment(seconds: 100)
    var run = LoadRun(people: ["a", "b"], text: "{n} at {ms}", count: 5, perSecond: 1000, startedAt: start)
    #expect(run.take(now: start).isEmpty)
    let first = run.take(now: start + 3)
    #expect(first.map(\.name) == ["a", "b", "a"])
    #expect(first[0].text == "1 at 100003")
    #expect(run.take(now: start + 60_000).count == 2)
    #expect(run.isDone)
  }

  @Test func comparesTheWholeOfASecret() {
    #expect(ConstantTime.equal("abc".utf8, "abc".utf8))
    #expect(!ConstantTime.equal("abc".utf8, "abd".utf8))
    #expect(!ConstantTime.equal("abc".utf8, "abcd".utf8))
  }
}
