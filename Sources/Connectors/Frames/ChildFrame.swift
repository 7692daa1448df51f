/// What a connector's process tells its gateway, which believes none of it: each frame is checked as what a plugin passes
/// is, and one that cannot be right ends the process.
enum ChildFrame {
  case hello(FrameHello)
  case loaded(PluginDescription)
  /// The library cannot be used; for people.
  case unusable(String)
  /// How making the instance went.
  case created(SendResult)
  /// A send has ended.
  case ended(UInt64, SendResult)
  /// A webhook request has ended.
  case answered(UInt64, WebhookOutcome)
  case event(ConnectorEvent)
  /// A value that is to be kept.
  case keep(ConnectorStateChange)
  case http(UInt64, ConnectorHTTPRequest)
  case httpCancel(UInt64)
  case fileRead(FileQuestion)
  /// A file is not needed any more.
  case fileDone(UInt64)
  case log(ChildLogLine)
  case metric(ConnectorMetric)
  case health(ConnectorHealth)
  case pong(UInt64)
  /// All is over; the process ends.
  case stopped

  private var kind: UInt8 {
    switch self {
    case .hello: 0x81
    case .loaded: 0x82
    case .unusable: 0x83
    case .created: 0x84
    case .ended: 0x90
    case .answered: 0x91
    case .event: 0x92
    case .keep: 0x93
    case .http: 0x94
    case .httpCancel: 0x95
    case .log: 0x96
    case .metric: 0x97
    case .health: 0x98
    case .pong: 0x99
    case .stopped: 0x9A
    case .fileRead: 0x9B
    case .fileDone: 0x9C
    }
  }

  func encode(into writer: inout FrameWriter) {
    writer.frame(kind) { writer in
      switch self {
      case .hello(let hello): hello.encode(into: &writer)
      case .loaded(let description): description.encode(into: &writer)
      case .unusable(let reason): writer.text(reason)
      case .created(let result): result.encode(into: &writer)
      case .ended(let number, let result):
        writer.number(number)
        result.encode(into: &writer)
      case .answered(let number, let outcome):
        writer.number(number)
        outcome.encode(into: &writer)
      case .event(let event): event.encode(into: &writer)
      case .keep(let change): change.encode(into: &writer)
      case .http(let number, let request):
        writer.number(number)
        request.encode(into: &writer)
      case .fileRead(let question): question.encode(into: &writer)
      case .httpCancel(let number), .fileDone(let number), .pong(let number): writer.number(number)
      case .log(let line): line.encode(into: &writer)
      case .metric(let metric): metric.encode(into: &writer)
      case .health(let health): health.encode(into: &writer)
      case .stopped: break
      }
    }
  }

  /// - Parameter account: Whose process it is: that is not for the process to say.
  init(kind: UInt8, from reader: inout FrameReader, account: String) throws(FrameError) {
    switch kind {
    case 0x81: self = .hello(try FrameHello(from: &reader))
    case 0x82: self = .loaded(try PluginDescription(from: &reader))
    case 0x83: self = .unusable(try reader.text(limit: 3 * BorderLimits.detail))
    case 0x84: self = .created(try SendResult(from: &reader))
    case 0x90: self = .ended(try reader.number(), try SendResult(from: &reader))
    case 0x91: self = .answered(try reader.number(), try WebhookOutcome(from: &reader, account: account))
    case 0x92: self = .event(try ConnectorEvent(from: &reader, account: account))
    case 0x93: self = .keep(try ConnectorStateChange(from: &reader, account: account))
    case 0x94: self = .http(try reader.number(), try ConnectorHTTPRequest(from: &reader, account: account))
    case 0x95: self = .httpCancel(try reader.number())
    case 0x96: self = .log(try ChildLogLine(from: &reader))
    case 0x97: self = .metric(try ConnectorMetric(from: &reader, account: account))
    case 0x98: self = .health(try ConnectorHealth(from: &reader))
    case 0x99: self = .pong(try reader.number())
    case 0x9A: self = .stopped
    case 0x9B: self = .fileRead(try FileQuestion(from: &reader))
    case 0x9C: self = .fileDone(try reader.number())
    default: throw FrameError(.invalid, "a frame of kind \(kind)")
    }
  }
}
