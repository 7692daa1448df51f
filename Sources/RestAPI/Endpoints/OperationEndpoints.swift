import Gateway
import Model
import Telemetry

/// What operators and monitoring read.
struct OperationEndpoints: Sendable {
  let gateway: any GatewayAPI
  let metrics: GatewayMetrics

  var routes: [Route] {
    [
      Route(.get, "/v1/channels", .scope(.admin)) { _ in
        let channels = gateway.channels()
        return .json(capacity: 64 + channels.count * 256) { writer in
          writer.key("channels")
          writer.array { writer in
            for channel in channels { writer.object { channel.write(into: &$0) } }
          }
        }
      },
      Route(.post, "/v1/channels/reload", .scope(.admin)) { _ throws(Refusal) in
        let reload = try await asking { () async throws(GatewayError) in try await gateway.reloadChannels() }
        return .json { reload.write(into: &$0) }
      },
      Route(.get, "/v1/dead-letters", .scope(.admin)) { call throws(Refusal) in
        var form = try FormReader(call.query)
        let request = call.pageRequest(&form)
        try form.finish()
        let page = try await asking { () async throws(GatewayError) in
          try await gateway.deadLetters(client: call.clientID, page: request)
        }
        return .page("dead_letters", page) { $0.write(into: &$1) }
      },
      Route(.post, "/v1/dead-letters/{dead_letter_id}/redrive", .scope(.admin)) { call throws(Refusal) in
        guard let id = Int64(call.parameters[0]), id > 0 else {
          throw Refusal(.notFound, "There is no dead letter with this id.")
        }
        let deadLetter = try await asking { () async throws(GatewayError) in
          try await gateway.redrive(deadLetter: id, client: call.clientID)
        }
        return .json(202) { deadLetter.write(into: &$0) }
      },
      Route(.get, "/healthz", .open) { _ in .json { $0.text("status", "ok") } },
      Route(.get, "/readyz", .open) { _ in
        let readiness = await gateway.readiness()
        return .json(readiness.isReady ? 200 : 503) { readiness.write(into: &$0) }
      },
      Route(.get, "/metrics", .open) { _ in
        Answer(
          status: 200,
          headers: [("Content-Type", ExpositionText.mediaType)],
          body: Array(metrics.registry.exposition().utf8)
        )
      },
      Route(.get, "/openapi.json", .open) { _ in
        Answer(
          status: 200,
          headers: [("Content-Type", "application/json")],
          body: Array(openAPIDocument.utf8)
        )
      },
    ]
  }
}
