import Gateway
import HTTPTypes
import Model
import NIOCore
import NIOHTTP1

/// Platforms' callbacks. Anybody may call: the account's connector checks whose request it is.
struct IngressEndpoint: Sendable {
  /// By which platforms call: handshakes, callbacks, and Matrix, which puts its transactions.
  static let methods: [HTTPRequest.Method] = [.get, .post, .put]

  let gateway: any GatewayAPI

  var routes: [Route] {
    Self.methods.map { method in
      Route(method, IngressTarget.pattern, .open, body: .raw, takesRest: true) { call throws(Refusal) in
        guard let raw = call.raw, let target = IngressTarget(raw.target) else {
          throw Refusal(.notFound, "There is no such address.")
        }
        let callback = PlatformCallback(
          method: method.rawValue, target: raw.target, path: target.path, query: target.query,
          remoteAddress: call.remoteAddress, headers: raw.headers, body: Array(call.body.readableBytesView))
        let result = await withCheckedContinuation { continuation in
          gateway.callback(callback, account: target.account) { continuation.resume(returning: $0) }
        }
        return try Self.answer(to: result).get()
      }
    }
  }

  /// The request as the short way has it.
  static func callback(
    _ head: HTTPRequestHead, _ target: IngressTarget, body: ByteBuffer, remoteAddress: String
  ) -> PlatformCallback {
    PlatformCallback(
      method: head.method.rawValue, target: head.uri, path: target.path, query: target.query,
      remoteAddress: remoteAddress, headers: head.headers.map { (name: $0.name.lowercased(), value: $0.value) },
      body: Array(body.readableBytesView))
  }

  /// What to tell the platform.
  static func answer(to result: Result<CallbackAnswer, GatewayError>) -> Result<Answer, Refusal> {
    switch result {
    case .success(let answer):
      // These statuses have no body (RFC 9110, sections 15.3.5 and 15.4.5).
      let hasBody = answer.status != 204 && answer.status != 304
      return .success(Answer(status: answer.status, headers: answer.headers, body: hasBody ? answer.body : []))
    case .failure(let error): return .failure(Refusal(error))
    }
  }
}
