import Gateway
import Model

/// Developers' endpoints: registered, changed, tested, and told again.
struct WebhookEndpoints: Sendable {
  private static let path = "/v1/webhooks/{webhook_id}"

  let gateway: any GatewayAPI

  var routes: [Route] {
    [
      Route(.post, "/v1/webhooks", .scope(.webhooks), body: .json) { call throws(Refusal) in
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in try CreateWebhook(fields, clientID: call.clientID) }
        let created = try await asking { () async throws(GatewayError) in try await gateway.createWebhook(request) }
        let location = "/v1/webhooks/\(created.webhook.webhookID)"
        return .json(201, headers: [("Location", location), ("Cache-Control", "no-store")]) {
          created.write(into: &$0)
        }
      },
      Route(.get, "/v1/webhooks", .scope(.webhooks)) { call throws(Refusal) in
        var form = try FormReader(call.query)
        let request = call.pageRequest(&form)
        try form.finish()
        let page = try await asking { () async throws(GatewayError) in
          try await gateway.webhooks(client: call.clientID, page: request)
        }
        return .page("webhooks", page) { $0.write(into: &$1) }
      },
      Route(.get, Self.path, .scope(.webhooks)) { call throws(Refusal) in
        let id = try call.webhookID()
        let webhook = try await asking { () async throws(GatewayError) in
          try await gateway.webhook(id, client: call.clientID)
        }
        return .json { webhook.write(into: &$0) }
      },
      Route(.patch, Self.path, .scope(.webhooks), body: .json) { call throws(Refusal) in
        let id = try call.webhookID()
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in try PatchWebhook(fields) }
        let webhook = try await asking { () async throws(GatewayError) in
          try await gateway.patchWebhook(id, client: call.clientID, request)
        }
        return .json { webhook.write(into: &$0) }
      },
      Route(.delete, Self.path, .scope(.webhooks)) { call throws(Refusal) in
        let id = try call.webhookID()
        try await asking { () async throws(GatewayError) in
          try await gateway.deleteWebhook(id, client: call.clientID)
        }
        return .noContent
      },
      Route(.post, Self.path + "/rotate-secret", .scope(.webhooks)) { call throws(Refusal) in
        let id = try call.webhookID()
        let rotated = try await asking { () async throws(GatewayError) in
          try await gateway.rotateWebhookSecret(id, client: call.clientID)
        }
        return .json(headers: [("Cache-Control", "no-store")]) { rotated.write(into: &$0) }
      },
    ] + deliveryRoutes
  }

  private var deliveryRoutes: [Route] {
    [
      Route(.post, Self.path + "/test", .scope(.webhooks)) { call throws(Refusal) in
        let id = try call.webhookID()
        let attempt = try await asking { () async throws(GatewayError) in
          try await gateway.testWebhook(id, client: call.clientID)
        }
        return .json { attempt.write(into: &$0) }
      },
      Route(.get, Self.path + "/attempts", .scope(.webhooks)) { call throws(Refusal) in
        var form = try FormReader(call.query)
        let request = call.pageRequest(&form)
        try form.finish()
        let id = try call.webhookID()
        let page = try await asking { () async throws(GatewayError) in
          try await gateway.webhookAttempts(id, client: call.clientID, page: request)
        }
        return .page("attempts", page) { $0.write(into: &$1) }
      },
      Route(.post, Self.path + "/events/{event_id}/retry", .scope(.webhooks)) { call throws(Refusal) in
        let id = try call.webhookID()
        let eventID = try call.identifier(1, or: .notFound)
        try await asking { () async throws(GatewayError) in
          try await gateway.retryWebhookEvent(eventID, at: id, client: call.clientID)
        }
        return .json(202) { writer in
          writer.text("status", "accepted")
          writer.text("webhook_id", id.description)
          writer.text("event_id", eventID)
        }
      },
      Route(.post, Self.path + "/replay", .scope(.webhooks), body: .json) { call throws(Refusal) in
        let id = try call.webhookID()
        var fields = try call.fields()
        let since = fields.required("since", .time)
        let until = fields.optional("until", .time)
        if let failure = fields.failure() { throw Refusal(failure) }
        guard let since else { preconditionFailure("a missing field is a noted error") }
        let replay = try await asking { () async throws(GatewayError) in
          try await gateway.replayWebhook(id, client: call.clientID, since: since, until: until)
        }
        return .json(202) { writer in
          writer.text("status", "accepted")
          writer.text("webhook_id", id.description)
          replay.write(into: &writer)
        }
      },
    ]
  }
}

extension Call {
  fileprivate func webhookID() throws(Refusal) -> WebhookID {
    guard let id = UUIDText.parse(parameters[0]) else {
      throw Refusal(.webhookNotFound, "There is no webhook with this id.")
    }
    return WebhookID(id)
  }
}
