import JSON
import NIOHTTP1

/// `/control/faults`: what goes wrong.
extension ControlAPI {
  func faults(_ request: Request, _ path: [String]) throws(ControlError) -> JSONValue {
    switch (request.method, path.count) {
    case (.GET, 0): return ["faults": .array(sandbox.faults.faults.map(\.json))]
    case (.POST, 0):
      guard let fault = sandbox.faults.add(try Fault(reading: try Fields(request))) else {
        throw ControlError("there are \(FaultPlan.capacity) faults already; DELETE /control/faults clears them")
      }
      sandbox.transcript.note("fault \(fault.id): \(fault.kind.rawValue) on \(fault.target.rawValue)")
      return fault.json
    case (.DELETE, 0):
      sandbox.faults.removeAll()
      return ["faults": []]
    case (.DELETE, 1):
      guard let id = Int64(path[0]), sandbox.faults.remove(id) else {
        throw ControlError("there is no fault \(path[0])", status: 404)
      }
      return ["removed": true]
    default: throw noSuchRoute(request)
    }
  }
}
