import Gateway
import JSON
import Model

extension ChannelStatus {
  func write(into writer: inout JSONWriter) {
    writer.text("name", name)
    writer.text("channel", channel)
    writer.text("display_name", displayName)
    writer.key("version")
    if let version { writer.string(version) } else { writer.null() }
    writer.key("health")
    writer.object { writer in
      writer.text("status", health)
      writer.key("detail")
      if let healthDetail { writer.string(healthDetail) } else { writer.null() }
    }
    writer.text("breaker", breaker)
    writer.strings("capabilities", capabilities)
    writer.key("queued")
    writer.integer(queued)
    writer.key("in_flight")
    writer.integer(inFlight)
    writer.key("process")
    guard let process else { return writer.null() }
    writer.object { writer in
      writer.key("pid")
      if let pid = process.pid { writer.integer(pid) } else { writer.null() }
      writer.key("resident_bytes")
      if let bytes = process.residentBytes { writer.integer(bytes) } else { writer.null() }
      writer.key("restarts")
      writer.integer(process.restarts)
      writer.key("crashes")
      writer.integer(process.crashes)
      writer.key("quarantined")
      writer.bool(process.isQuarantined)
    }
  }
}

extension ChannelReload {
  func write(into writer: inout JSONWriter) {
    writer.strings("added", added)
    writer.strings("removed", removed)
    writer.strings("changed", changed)
    writer.strings("unchanged", unchanged)
  }
}

extension DeadLetter {
  func write(into writer: inout JSONWriter) {
    writer.key("id")
    writer.integer(id)
    writer.text("message_id", messageID)
    writer.text("conversation_id", conversationID.description)
    writer.text("recipient", recipient)
    writer.text("channel", channel)
    writer.text("account", account)
    writer.key("attempts")
    writer.integer(attempts)
    writer.text("reason", reason)
    writer.key("detail")
    if let detail { writer.string(detail) } else { writer.null() }
    writer.time("failed_at", failedAt)
    writer.key("redriven_at")
    if let redrivenAt { writer.string(redrivenAt.description) } else { writer.null() }
    writer.key("operation")
    if let operation { writer.string(operation.rawValue) } else { writer.null() }
  }
}

extension Readiness {
  func write(into writer: inout JSONWriter) {
    writer.text("status", isReady ? "ready" : "not_ready")
    writer.key("checks")
    writer.array { writer in
      for check in checks {
        writer.object { writer in
          writer.text("name", check.name)
          writer.key("ready")
          writer.bool(check.isReady)
          writer.text("detail", check.detail)
        }
      }
    }
  }
}
