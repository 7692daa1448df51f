import JSON
import NIOCore
import NIOPosix
import ServiceLifecycle

/// A receiver with a server of its own.
struct ReceiverService: Service {
  let secret: String?
  let host: String
  let port: Int
  let printsJSON: Bool

  func run() async throws {
    let receiver = try Receiver(name: "receive", secret: secret)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    do {
      let channel = try await listen(receiver, loop)
      print("Listening on http://\(host):\(channel.localAddress?.port ?? port)")
      if secret == nil { print("No --secret is given: signatures are not verified.") }
      try? await gracefulShutdown()
      try? await channel.close()
    } catch {
      try? await group.shutdownGracefully()
      throw StartError("cannot listen on \(host) port \(port); --port names another one, 0 picks one that is free")
    }
    try? await group.shutdownGracefully()
  }

  private func listen(_ receiver: Receiver, _ loop: any EventLoop) async throws -> any Channel {
    let time = TimeSource.system()
    let (host, port, printsJSON) = (host, port, printsJSON)
    return try await loop.flatSubmit {
      var receiver = receiver
      let transcript = Transcript(isSilent: printsJSON, time: time)
      return SandboxServer(loop: loop) { request, reply in
        guard request.method == .POST else {
          return reply(.answer(.text("webhooks are POSTed\n", status: 405)))
        }
        let event = receiver.take(request, status: nil, now: time.now())
        if printsJSON {
          transcript.always(
            String(decoding: JSONWriter.bytes(of: event.json(number: receiver.events.last)), as: UTF8.self))
        } else {
          transcript.event(String(request.path), event)
        }
        reply(ReceiverReply.reply(to: event, nil))
      }
      .listen(host: host, port: port)
    }.get()
  }
}
