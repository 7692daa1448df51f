import JSON
import Model
import NIOCore
import Testing

@testable import Gateway
@testable import RestAPI

struct WebhookRequestTests {
  private func create(_ json: String) throws(GatewayError) -> CreateWebhook {
    try CreateWebhook(
      FieldReader(ByteBuffer(string: json)), clientID: ClientID("00000000-0000-7000-8000-000000000001")!)
  }

  private func pointers(_ body: () throws(GatewayError) -> Void) -> [String] {
    do throws(GatewayError) {
      try body()
      return []
    } catch {
      return error.fields.map(\.pointer)
    }
  }

  @Test(
    arguments: [
      #"{"url":"https://a.example","event_types":["message.sent","message.read"]}"#,
      #"{"target_url":"https://a.example","event_type":["message.sent","message.read"]}"#,
      #"{"url":"https://a.example","target_url":"https://a.example","event_types":["message.sent","message.read"]}"#,
    ])
  func readsEachSpelling(_ json: String) throws {
    let request = try create(json)
    #expect(request.url == "https://a.example")
    #expect(request.eventTypes == ["message.sent", "message.read"])
  }

  @Test func readsOneTypeAsAString() throws {
    #expect(try create(#"{"url":"https://a.example","event_type":"message.read"}"#).eventTypes == ["message.read"])
  }

  @Test(
    arguments: [
      (#"{}"#, ["/url"]), (#"{"url":"https://a.example"}"#, ["/event_types"]),
      (#"{"url":1,"event_types":[]}"#, ["/url", "/event_types"]),
      (#"{"url":"a","target_url":"b","event_type":"*"}"#, ["/target_url"]),
      (#"{"url":"a","event_type":"x","event_types":"y"}"#, ["/event_type"]),
      (#"{"url":"a","event_type":"*","secret":"whsec_"}"#, ["/secret"]),
      (#"{"url":"a","event_type":"*","retry_schedule":[0,1.5]}"#, ["/retry_schedule"]),
      (#"{"url":"a","event_type":"*","enabled":true}"#, ["/enabled"]),
    ])
  func namesEachBadField(_ json: String, _ expected: [String]) {
    #expect(pointers { () throws(GatewayError) in _ = try create(json) } == expected)
  }

  @Test func tellsNullFromAbsent() throws {
    let patch = try PatchWebhook(FieldReader(ByteBuffer(string: #"{"description":null}"#)))
    #expect(patch.description == .some(nil))
    #expect(patch.retrySchedule == nil)
  }
}
