import Connectors
import JSON
import Testing

@testable import PluginTools

struct CassetteTests {
  private static let schema: JSONValue = [
    "properties": ["token": ["type": "string", "writeOnly": true], "base": ["type": "string"]]
  ]
  private static let mask = SecretMask(settings: ["token": "t0p-s3cret", "base": "b"], schema: schema)

  private static func exchange(_ body: String, header: String = "Bearer t0p-s3cret") -> CassetteExchange {
    let request = ConnectorHTTPRequest(
      account: "run", method: "POST", url: "https://x.example/t0p-s3cret/send",
      headers: [.init(name: "Authorization", value: header)], body: .bytes(Array(body.utf8)))
    return CassetteExchange(
      request, .response(.init(status: 200, body: Array(#"{"echo":"t0p-s3cret"}"#.utf8))), mask)
  }

  @Test func putsNamesInThePlaceOfSecrets() {
    let exchange = Self.exchange("t0p-s3cret")
    #expect(exchange.url == "https://x.example/<token>/send")
    #expect(exchange.headers == ["authorization: Bearer <token>"])
    #expect(!String(decoding: JSONWriter.bytes(of: exchange.json), as: UTF8.self).contains("t0p-s3cret"))
  }

  @Test func readsWhatItHasWritten() throws {
    let exchange = Self.exchange("a\nb")
    #expect(try CassetteExchange(exchange.json).difference(from: exchange) == nil)
    #expect(try CassetteExchange(exchange.json).outcome == exchange.outcome)
  }

  @Test func saysWhatIsDifferent() {
    #expect(Self.exchange("a").difference(from: Self.exchange("a")) == nil)
    let difference = Self.exchange("a").difference(from: Self.exchange("b", header: "none"))
    #expect(difference?.contains("recorded  a\n    asked     b") == true)
    #expect(difference?.contains("authorization: none") == true)
    #expect(difference?.contains("url") == false)
  }

  @Test func refusesWhatIsNoExchange() {
    for json: JSONValue in [[:], ["method": "GET", "url": "x"], ["method": "GET", "url": "x", "failure": "tired"]] {
      #expect(throws: FixtureError.self) { try CassetteExchange(json) }
    }
  }
}
