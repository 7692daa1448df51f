import CConnectorABI
import ConnectorSDK
import ConnectorTesting
import Testing

/// A connector that sends files, and nothing else.
private struct Dispatch: FileSending {
  static let about = ConnectorDescription(
    id: "org.example.dispatch", channel: "dispatch", name: "Dispatch", version: "1.0.0", maxFileBytes: 1_000)

  let host: Host

  init(settings: NoSettings, host: Host) throws(ConnectorError) { self.host = host }

  func sendFile(_ message: FileMessage) async throws(ConnectorError) -> Sent {
    switch message.caption {
    case "read": try read(message.file)
    case "fetch": try await fetch()
    default: try await pass(message)
    }
  }

  private func read(_ file: HostFile) throws(ConnectorError) -> Sent {
    var (at, pieces, sum) = (0, 0, 0)
    while true {
      let piece = try host.read(file, at: UInt64(at), upTo: 1_000)
      guard !piece.isEmpty else { return Sent("\(at) \(pieces) pieces \(sum)") }
      (at, pieces, sum) = (at + piece.count, pieces + 1, piece.reduce(sum) { $0 + Int($1) })
    }
  }

  private func fetch() async throws(ConnectorError) -> Sent {
    var request = HTTPRequest.get("https://a.example")
    request.storesResponse = true
    let response = try await host.http(request)
    guard let file = response.file else { return Sent("no file \(String(decoding: response.body, as: UTF8.self))") }
    let bytes = try host.read(file, at: 0, upTo: Int(file.length))
    return Sent("\(file.length) \(response.body.count) \(String(decoding: bytes, as: UTF8.self))")
  }

  private func pass(_ message: FileMessage) async throws(ConnectorError) -> Sent {
    var request = HTTPRequest(method: "POST", url: "https://a.example")
    request.body = .parts([
      .init("to", data: Array(message.message.recipient.utf8)),
      .init("file", file: message.file, filename: message.filename, mime: message.mime),
    ])
    let response = try await host.http(request)
    guard response.isSuccess else { throw .tooLarge("\(message.length) bytes are too many for '\(message.caption)'") }
    return Sent(message.sha256)
  }
}

struct FileTests {
  private let host: FakeHost = {
    let host = FakeHost(Dispatch.self)
    host.create()
    host.connect()
    return host
  }()

  @Test func namesAFileOfTheHostInItsRequest() {
    host.script(.json(200, ""))
    let file = host.file()
    let message = FileMessage(
      TextMessage(id: "m-1", recipient: "you", text: ""), file: file, filename: "a.pdf", mime: "application/pdf",
      sha256: "abc")
    #expect(host.send(message) == .success(Sent("abc")))
    #expect(
      host.requests.first?.parts == [
        .init("to", data: Array("you".utf8)),
        .init("file", file: file, filename: "a.pdf", mime: "application/pdf"),
      ])
  }

  @Test func isToldAboutTheFile() {
    host.script(.json(413, ""))
    let message = FileMessage(
      TextMessage(id: "m-1", recipient: "you", text: ""), file: host.file(), caption: "Invoice", length: 2_000)
    #expect(host.send(message) == .failure(.tooLarge("2000 bytes are too many for 'Invoice'")))
  }

  @Test func readsAFilePieceByPiece() {
    let bytes = (0..<2_500).map { UInt8(truncatingIfNeeded: $0) }
    let message = FileMessage(
      TextMessage(id: "m-1", recipient: "you", text: ""), file: host.file(bytes), caption: "read")
    #expect(host.send(message) == .success(Sent("2500 3 pieces \(bytes.reduce(0) { $0 + Int($1) })")))
  }

  @Test func fetchesAFileAndReadsIt() {
    host.script(.json(200, "the bytes"))
    let message = FileMessage(TextMessage(id: "m-1", recipient: "you", text: ""), file: host.file(), caption: "fetch")
    #expect(host.send(message) == .success(Sent("9 0 the bytes")))
    host.script(.json(404, "none"))
    #expect(host.send(message) == .success(Sent("no file none")))
  }

  @Test func isToldThatAFileHasEnded() {
    let message = FileMessage(
      TextMessage(id: "m-1", recipient: "you", text: ""), file: FakeHost(Dispatch.self).file(), caption: "read")
    #expect(host.send(message) == .failure(.permanent("a file was read after its operation had ended")))
  }

  @Test func hasThatCapabilityAlone() throws {
    let descriptor = try #require(Plugin(Dispatch.self).table(for: 1)?.pointee.connectors[0]?.pointee)
    #expect(descriptor.capabilities == UInt64(C4A_CAP_SEND_FILE))
    let table = try #require(descriptor.connector?.pointee)
    #expect(table.sendFile != nil)
    #expect(table.sendText == nil && table.onWebhookEvent == nil && table.health == nil)
  }
}
