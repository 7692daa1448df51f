import JSON

/// Why the control API does not do what it was asked.
struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
  var message: String
  var status: Int

  init(_ message: String, status: Int = 400) {
    self.message = message
    self.status = status
  }

  var description: String { message }

  var answer: Answer { .json(["error": .string(message)], status: status) }
}
