import JSON
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The sandbox as a service: one event loop that everything happens on.
struct SandboxService: Service {
  let settings: ServeSettings

  func run() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let file = settings.addressFile.map(AddressFile.init)
    do {
      let sandbox = try await loop.submit { NIOLoopBound(try make(loop), eventLoop: loop) }.get()
      let channel = try await listen(sandbox, loop)
      let port = channel.localAddress?.port ?? settings.port
      let address = "http://\(settings.host.contains(":") ? "[\(settings.host)]" : settings.host):\(port)"
      try file?.write(address)
      try await loop.submit { try begin(sandbox.value, address) }.get()
      try? await gracefulShutdown()
      try? await channel.close()
      try await loop.submit { sandbox.value.client.stop() }.get()
    } catch {
      file?.remove()
      try? await group.shutdownGracefully()
      throw error
    }
    file?.remove()
    try? await group.shutdownGracefully()
  }

  private func make(_ loop: any EventLoop) throws -> Sandbox {
    let sandbox = Sandbox(settings: settings.sandbox, loop: loop, time: .system())
    let control = ControlAPI(sandbox: sandbox)
    for (name, platform) in settings.people {
      try control.put(name, Fields(JSONObject([("platform", .string(platform))])))
    }
    return sandbox
  }

  private func listen(_ sandbox: NIOLoopBound<Sandbox>, _ loop: any EventLoop) async throws -> any Channel {
    let (host, port) = (settings.host, settings.port)
    do {
      return try await loop.flatSubmit {
        SandboxServer(loop: loop) { request, reply in sandbox.value.respond(to: request, reply) }
          .listen(host: host, port: port)
      }.get()
    } catch {
      throw StartError("cannot listen on \(host) port \(port); --port names another one, 0 picks one that is free")
    }
  }

  private func begin(_ sandbox: Sandbox, _ address: String) throws {
    sandbox.transcript.always("The sandbox is at \(address)")
    if !settings.sandbox.isSilent {
      for line in greeting(sandbox, address) { sandbox.transcript.always("  " + line) }
    }
    if let gateway = settings.gateway { try sandbox.setGateway(gateway) }
  }

  private func greeting(_ sandbox: Sandbox, _ address: String) -> [String] {
    let telegram = sandbox.telegram.people.values.sorted { $0.id < $1.id }
      .map { "\($0.name): Telegram user \($0.id)" }
    let whatsapp = sandbox.whatsapp.people.map { "\($0.name): WhatsApp number +\($0.waID)" }
    let direct = sandbox.direct.flatMap { simulator in
      simulator.world.people.map { "\($0.name): \(simulator.platform.title) user \($0.id)" }
    }
    let first = settings.people.first?.name ?? "ana"
    return [
      "Telegram: @\(sandbox.settings.telegram.username), api_base_url \(address)",
      "WhatsApp: +\(sandbox.settings.whatsapp.displayNumber), api_base_url \(address)",
      "Messenger: page \(sandbox.settings.messenger.accountID), api_base_url \(address)",
      "Instagram: account \(sandbox.settings.instagram.accountID), api_base_url \(address)",
    ] + whatsapp + telegram + direct + [
      "Say something: sandbox say --as \(first) 'Olá!'"
        + (address.hasSuffix(":\(Demo.port)") ? "" : " --url \(address)")
    ]
  }
}
