import JSON
import NIOHTTP1

/// `/control/receivers`: webhook endpoints of a developer.
extension ControlAPI {
  func receivers(_ request: Request, _ path: [String]) throws(ControlError) -> JSONValue {
    switch (request.method, path.count) {
    case (.GET, 0):
      return ["receivers": .array(sandbox.receivers.values.sorted { $0.name < $1.name }.map(\.json))]
    case (.GET, 1): return try receiver(path[0]).json
    case (.PUT, 1):
      let fields = try Fields(request)
      try fields.checkNames("secret")
      try putReceiver(path[0], secret: try fields.text("secret"))
      return try receiver(path[0]).json
    case (.DELETE, 1):
      _ = try receiver(path[0])
      sandbox.receivers[path[0]] = nil
      return ["removed": true]
    case (.GET, 2) where path[1] == "events":
      return try page(request, "events", try receiver(path[0]).events) { $0.json(number: $1) }
    case (.DELETE, 2) where path[1] == "events":
      _ = try receiver(path[0])
      sandbox.receivers[path[0]]?.clear()
      return try receiver(path[0]).json
    default: throw noSuchRoute(request)
    }
  }

  private func receiver(_ name: String) throws(ControlError) -> Receiver {
    guard let receiver = sandbox.receivers[name] else {
      throw ControlError("there is no receiver \(name); PUT /control/receivers/\(name) makes it", status: 404)
    }
    return receiver
  }

  private func putReceiver(_ name: String, secret: String?) throws(ControlError) {
    guard !name.isEmpty, name.utf8.count <= 64, !name.contains("/") else {
      throw ControlError("a name must have 1 to 64 bytes and no slash")
    }
    guard sandbox.receivers[name] == nil else {
      try sandbox.receivers[name]?.setSecret(secret)
      return
    }
    guard sandbox.receivers.count < Sandbox.receiverCapacity else {
      throw ControlError("there are \(Sandbox.receiverCapacity) receivers already", status: 507)
    }
    sandbox.receivers[name] = try Receiver(name: name, secret: secret)
  }
}
