import ConnectorSDK
import ConnectorTesting
import Foundation
import Testing

/// The example of plugins/README.md: it is what stands there, and it works.
struct PagerTests {
  private func started() throws -> FakeHost {
    let host = FakeHost(Pager.self, settings: ["token": "t-1", "callback_secret": "hush"])
    #expect(host.create() == .success(Sent("")))
    #expect(host.connect() == .success(Sent("")))
    return host
  }

  @Test func theReadmeShowsThisConnector() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let source = try String(contentsOf: folder.appending(path: "Pager.swift"), encoding: .utf8)
    let readme = try String(contentsOf: folder.appending(path: "../../plugins/README.md"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(source)```"))
    #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count < 100)
  }

  @Test func sends() throws {
    let host = try started()
    host.script(.json(201, #"{"id":"page-7"}"#))
    #expect(host.send(TextMessage(id: "m-1", recipient: "4711", text: "Olá")) == .success(Sent("page-7")))
    let request = try #require(host.requests.first)
    #expect(request.method == "POST")
    #expect(request.url == "https://api.pager.example/pages")
    #expect(request.header("authorization") == "Bearer t-1")
    #expect(request.json == ["number": "4711", "text": "Olá"])
    #expect(request.hasCause)
  }

  @Test(arguments: [
    (401, ConnectorError.Code.authFailed), (404, .notFound), (429, .rateLimited), (503, .retry), (400, .permanent),
    (200, .uncertain),
  ]) func saysWhy(status: Int, code: ConnectorError.Code) throws {
    let host = try started()
    host.script(.json(status, "{}"))
    guard case .failure(let error)? = host.send(TextMessage(id: "m-1", recipient: "4711", text: "x")) else {
      Issue.record("it was sent")
      return
    }
    #expect(error.code == code)
  }

  @Test func receives() throws {
    let host = try started()
    let body = #"{"event":"e-1","type":"answer","page":"p-1","number":"4711","text":"On my way"}"#
    let request = WebhookRequest(headers: [HTTPHeader("X-Pager-Secret", "hush")], body: Array(body.utf8))
    let ending = try #require(host.webhook(request))
    #expect(ending.status == 200)
    #expect(ending.events.map(\.text) == ["On my way"])
    #expect(ending.events.map(\.kind) == [.message])
  }

  @Test func refusesWhatIsNotProven() throws {
    let host = try started()
    let request = WebhookRequest(headers: [HTTPHeader("X-Pager-Secret", "hus")], body: Array("{}".utf8))
    #expect(host.webhook(request)?.status == 401)
    #expect(host.logLines.contains { $0.contains("X-Pager-Secret") })
  }
}
