import JSON
import NIOCore
import NIOHTTP1
import NIOPosix

/// The control API of a running sandbox, as the commands use it.
struct ControlClient: Sendable {
  private static let bodyLimit = 32 << 20

  private let target: HTTPTarget
  private let loop: any EventLoop
  private let client: NIOLoopBoundBox<CallbackClient?>

  init(target: HTTPTarget) {
    self.target = target
    loop = MultiThreadedEventLoopGroup.singleton.any()
    client = NIOLoopBoundBox.makeEmptyBox(eventLoop: loop)
  }

  /// Throws what the sandbox says is wrong.
  @discardableResult
  func call(_ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
    let bytes = body.map(JSONWriter.bytes(of:)) ?? []
    let target = target.with(uri: path)
    let promise = loop.makePromise(of: (Int, [UInt8]).self)
    loop.execute { [client, loop] in
      let sender = client.value ?? CallbackClient(loop: loop, bodyLimit: Self.bodyLimit)
      client.value = sender
      sender.send(
        method, target, headers: [("Content-Type", "application/json")], body: bytes, timeout: .seconds(30)
      ) { result in promise.completeWith(result.map { ($0.status, $0.body) }.mapError { $0 as any Error }) }
    }
    let (status, answer): (Int, [UInt8])
    do {
      (status, answer) = try await promise.futureResult.get()
    } catch {
      throw StartError(
        "no sandbox answers at http://\(target.authority) (\(error)); start one with `sandbox serve`, or name its --url"
      )
    }
    guard let value = try? JSONParser.parse(answer), status == 200 else {
      let error = (try? JSONParser.parse(answer))?["error"]?.stringValue
      throw StartError(error ?? "the sandbox answered \(status)")
    }
    return value
  }
}
