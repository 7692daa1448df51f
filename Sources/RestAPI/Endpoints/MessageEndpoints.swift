import Foundation
import Gateway
import JSON
import Model
import NIOCore

/// Sending messages and following them.
struct MessageEndpoints: Sendable {
  static let sendPath = "/v1/messages"

  let gateway: any GatewayAPI
  let time: TimeSource

  var routes: [Route] {
    [
      Route(.post, Self.sendPath, .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let message = try decode(call.body, clientID: call.clientID)
        let result = await withCheckedContinuation { continuation in
          gateway.send(message) { continuation.resume(returning: $0) }
        }
        return try Self.answer(to: message.messageID, result).get()
      },
      Route(.get, "/v1/messages/{message_id}", .scope(.messagesRead)) { call throws(Refusal) in
        let id = try call.identifier(0, or: .messageNotFound)
        let message = try await asking { () async throws(GatewayError) in
          try await gateway.message(id, client: call.clientID)
        }
        return .json(capacity: 1024) { message.write(into: &$0) }
      },
      Route(.post, "/v1/messages/{message_id}/status", .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let id = try call.identifier(0, or: .messageNotFound)
        let fields = try call.fields()
        let acknowledgement = try refusing { () throws(GatewayError) in try Acknowledgement(fields) }
        try await asking { () async throws(GatewayError) in
          try await gateway.acknowledge(
            id,
            userID: acknowledgement.userID,
            status: acknowledgement.status,
            client: call.clientID
          )
        }
        return .json(202) { writer in
          writer.text("message_id", id)
          writer.text("user_id", acknowledgement.userID)
          writer.text("status", acknowledgement.status.name)
        }
      },
    ]
  }

  /// Reads the body of a send; the message is named here where the caller did not.
  func decode(_ body: ByteBuffer, clientID: ClientID) throws(Refusal) -> SendMessage {
    try refusing { () throws(GatewayError) in
      try SendMessage(decoding: body, clientID: clientID) { UUID.version7(at: time.wall()).lowercaseString }
    }
  }

  /// What to say once the gateway has taken a message over, or has not.
  static func answer(to messageID: String, _ result: Result<Void, GatewayError>) -> Result<Answer, Refusal> {
    switch result {
    case .success: .success(accepted(messageID))
    case .failure(let error): .failure(Refusal(error))
    }
  }

  private static func accepted(_ messageID: String) -> Answer {
    .json(
      202,
      headers: [("Location", "\(sendPath)/\(PercentEncoding.encode(segment: messageID))")],
      capacity: 192
    ) { writer in
      writer.text("status", "accepted")
      writer.text("message_id", messageID)
    }
  }
}
