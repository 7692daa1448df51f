import Gateway
import JSON
import Model

extension Webhook {
  func write(into writer: inout JSONWriter) {
    writer.text("webhook_id", webhookID.description)
    // Both spellings are part of the API.
    writer.text("url", url)
    writer.text("target_url", url)
    writer.strings("event_types", eventTypes)
    writer.text("event_type", eventTypes[0])
    writer.textOrNull("description", description)
    writer.key("enabled")
    writer.bool(isEnabled)
    writer.timeOrNull("disabled_at", disabledAt)
    writer.textOrNull("disabled_reason", disabledReason?.rawValue)
    writer.timeOrNull("failing_since", failingSince)
    writer.key("retry_schedule")
    if let retrySchedule {
      writer.array { writer in
        for delay in retrySchedule { writer.integer(delay) }
      }
    } else {
      writer.null()
    }
    writer.time("created_at", createdAt)
    writer.time("updated_at", updatedAt)
  }
}

extension WebhookWithSecret {
  func write(into writer: inout JSONWriter) {
    webhook.write(into: &writer)
    writer.text("secret", secret)
    writer.timeOrNull("previous_secret_until", previousUntil)
  }
}

extension WebhookAttempt {
  func write(into writer: inout JSONWriter) {
    writer.key("id")
    writer.integer(id)
    writer.text("webhook_id", webhookID.description)
    writer.text("event_id", eventID)
    writer.text("event_type", eventType)
    writer.key("attempt")
    writer.integer(number)
    writer.text("status", outcome.name)
    writer.key("status_code")
    if let statusCode { writer.integer(statusCode) } else { writer.null() }
    writer.textOrNull("error", error)
    writer.key("latency_ms")
    writer.integer(latency.microseconds / 1000)
    // What an endpoint answers need not be text.
    writer.text("response", String(decoding: response, as: UTF8.self))
    writer.time("attempted_at", attemptedAt)
    writer.timeOrNull("next_attempt_at", nextAttemptAt)
  }
}

extension WebhookReplay {
  func write(into writer: inout JSONWriter) {
    writer.time("since", since)
    writer.time("until", until)
    writer.key("events")
    writer.integer(events)
  }
}

extension JSONWriter {
  fileprivate mutating func textOrNull(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  fileprivate mutating func timeOrNull(_ name: StaticString, _ value: Timestamp?) {
    if let value {
      time(name, value)
    } else {
      key(name)
      null()
    }
  }
}
