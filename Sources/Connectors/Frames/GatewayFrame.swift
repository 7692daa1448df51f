/// What a gateway tells a connector's process. Numbers name operations; each side numbers its own, and never twice.
enum GatewayFrame {
  case hello(FrameHello)
  /// Load a library and describe one of its connectors.
  case load(PluginRequest)
  /// Make the account's instance of it.
  case start(ChildAssignment)
  /// Connect, after a start that was to wait for it.
  case connect
  case send(UInt64, OutboundText)
  case sendFile(UInt64, OutboundFile)
  case change(UInt64, OutboundChange)
  case webhook(UInt64, WebhookRequest)
  case cancel(UInt64)
  case httpEnded(UInt64, ConnectorHTTPOutcome)
  /// The answer to a question of that number.
  case filePiece(UInt64, FileAnswer)
  case stateStored(ConnectorStateChange)
  case stop(within: Duration)
  case ping(UInt64)

  /// Of those that are written without making one: most frames are.
  static let sendKind: UInt8 = 0x10
  static let webhookKind: UInt8 = 0x11
  static let changeKind: UInt8 = 0x17
  static let fileKind: UInt8 = 0x18

  private var kind: UInt8 {
    switch self {
    case .hello: 0x01
    case .load: 0x02
    case .start: 0x03
    case .connect: 0x04
    case .send: Self.sendKind
    case .webhook: Self.webhookKind
    case .cancel: 0x12
    case .httpEnded: 0x13
    case .stateStored: 0x14
    case .stop: 0x15
    case .ping: 0x16
    case .change: Self.changeKind
    case .sendFile: Self.fileKind
    case .filePiece: 0x19
    }
  }

  func encode(into writer: inout FrameWriter) {
    writer.frame(kind) { writer in
      switch self {
      case .hello(let hello): hello.encode(into: &writer)
      case .load(let request): request.encode(into: &writer)
      case .start(let assignment): assignment.encode(into: &writer)
      case .connect: break
      case .send(let number, let message):
        writer.number(number)
        message.encode(into: &writer, deadline: message.deadline)
      case .sendFile(let number, let file):
        writer.number(number)
        file.encode(into: &writer, deadline: file.message.deadline)
      case .filePiece(let number, let answer):
        writer.number(number)
        answer.encode(into: &writer)
      case .change(let number, let change):
        writer.number(number)
        change.encode(into: &writer, deadline: change.deadline)
      case .webhook(let number, let request):
        writer.number(number)
        request.encode(into: &writer, deadline: request.deadline)
      case .cancel(let number), .ping(let number): writer.number(number)
      case .httpEnded(let number, let outcome):
        writer.number(number)
        outcome.encode(into: &writer)
      case .stateStored(let change): change.encode(into: &writer)
      case .stop(let time): writer.duration(time)
      }
    }
  }

  /// - Parameter account: Whose process this is; empty before it is told.
  init(kind: UInt8, from reader: inout FrameReader, account: String) throws(FrameError) {
    // A connector gets the same bytes in a process of its own as in the gateway.
    reader.keepsNUL = true
    switch kind {
    case 0x01: self = .hello(try FrameHello(from: &reader))
    case 0x02: self = .load(try PluginRequest(from: &reader))
    case 0x03: self = .start(try ChildAssignment(from: &reader))
    case 0x04: self = .connect
    case Self.sendKind: self = .send(try reader.number(), try OutboundText(from: &reader))
    case Self.fileKind: self = .sendFile(try reader.number(), try OutboundFile(from: &reader))
    case 0x19: self = .filePiece(try reader.number(), try FileAnswer(from: &reader))
    case Self.changeKind: self = .change(try reader.number(), try OutboundChange(from: &reader))
    case Self.webhookKind: self = .webhook(try reader.number(), try WebhookRequest(from: &reader))
    case 0x12: self = .cancel(try reader.number())
    case 0x13: self = .httpEnded(try reader.number(), try ConnectorHTTPOutcome(from: &reader))
    case 0x14: self = .stateStored(try ConnectorStateChange(from: &reader, account: account))
    case 0x15: self = .stop(within: try reader.duration())
    case 0x16: self = .ping(try reader.number())
    default: throw FrameError(.invalid, "a frame of kind \(kind)")
    }
  }
}
