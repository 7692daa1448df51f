import Gateway
import JSON
import Model
import Webhooks

extension CreateWebhook {
  /// Reads the body of POST /v1/webhooks. Whether the URL and the filters are acceptable is the gateway's to say.
  init(_ fields: FieldReader, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let url = reader.url()
    let eventTypes = reader.eventTypes()
    let description = reader.optional("description", WebhookFields.description)
    let secret = reader.optional("secret", WebhookFields.secret)
    let schedule = reader.optional("retry_schedule", WebhookFields.schedule)
    if url == nil, !reader.hasErrors { reader.fail("url", "is missing") }
    if eventTypes == nil, !reader.hasErrors { reader.fail("event_types", "is missing") }
    try reader.check()
    guard let url, let eventTypes else { preconditionFailure("a missing field is a noted error") }
    self.init(
      clientID: clientID, url: url.text, urlField: url.field, eventTypes: eventTypes,
      description: description.flatMap(\.value), secret: secret.flatMap(\.value),
      retrySchedule: schedule.flatMap(\.value))
  }
}

extension PatchWebhook {
  /// Reads the body of PATCH /v1/webhooks/{webhook_id}.
  init(_ fields: FieldReader) throws(GatewayError) {
    var reader = fields
    let url = reader.url()
    let eventTypes = reader.eventTypes()
    let description = reader.optional("description", WebhookFields.description)
    let schedule = reader.optional("retry_schedule", WebhookFields.schedule)
    let isEnabled = reader.optional("enabled", .bool)
    try reader.check()
    self.init(
      url: url?.text, urlField: url?.field ?? "/url", eventTypes: eventTypes, description: description.map(\.value),
      retrySchedule: schedule.map(\.value), isEnabled: isEnabled)
  }
}

/// A field whose null means something.
struct Nullable<Value: Sendable>: Sendable {
  var value: Value?
}

/// What the fields of an endpoint may be.
private enum WebhookFields {
  static let description = nullable(.name(limit: 256))
  static let schedule = nullable(
    FieldRule<[Int32]> { value, pointer, errors in
      let delays = value.arrayValue?.map { $0.integerValue.flatMap(Int32.init(exactly:)) ?? -1 }
      guard let delays, (1...32).contains(delays.count), delays.allSatisfy({ (0...604_800).contains($0) }) else {
        errors.append(
          FieldError(
            pointer(), "must be a list of 1 to 32 whole numbers from 0 to 604800: the seconds before each attempt"))
        return nil
      }
      return delays
    })
  static let secret = nullable(
    FieldRule<[UInt8]>("must be whsec_ and the base64 of 24 to 64 bytes") { value in
      value.stringValue.flatMap(WebhookSecret.parse)
    })
  /// What a URL is, beyond being one, is the gateway's to say.
  static let url = FieldRule<String>.text(bytes: 1...WebhookURL.maximumLength)
  static let eventType = FieldRule<String>.name(limit: 64)
  static let eventTypes = FieldRule<[String]> { value, pointer, errors in
    if case .string = value { return eventType.read(value, pointer, &errors).map { [$0] } }
    return FieldRule<[String]>.list(of: eventType, 1...64).read(value, pointer, &errors)
  }

  private static func nullable<Value: Sendable>(_ rule: FieldRule<Value>) -> FieldRule<Nullable<Value>> {
    FieldRule { value, pointer, errors in
      if case .null = value { return Nullable(value: nil) }
      return rule.read(value, pointer, &errors).map { Nullable(value: $0) }
    }
  }
}

extension FieldReader {
  fileprivate var hasErrors: Bool { !errors.isEmpty }

  /// The URL, in either spelling.
  fileprivate mutating func url() -> (text: String, field: String)? {
    let url = optional("url", WebhookFields.url)
    let target = optional("target_url", WebhookFields.url)
    if let url, let target, url != target { fail("target_url", "must be the same as url, or be left out") }
    return url.map { (text: $0, field: "/url") } ?? target.map { (text: $0, field: "/target_url") }
  }

  /// The filters, in either spelling: one, or a list.
  fileprivate mutating func eventTypes() -> [String]? {
    let types = optional("event_types", WebhookFields.eventTypes)
    let type = optional("event_type", WebhookFields.eventTypes)
    if let types, let type, types != type { fail("event_type", "must be the same as event_types, or be left out") }
    return types ?? type
  }
}
