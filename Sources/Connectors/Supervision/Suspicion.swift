/// Which operations may be why a connector crashes: a value.
///
/// An operation whose call was running points at itself; two crashes are enough. One that was merely under way is a
/// bystander, and is given up only when it has seen so many crashes that it must have to do with them.
struct Suspicion {
  /// Crashes during an operation's own call.
  static let limit = 2
  /// Crashes while it was under way.
  static let bystanderLimit = 10
  /// Operations that are remembered; beyond it, the oldest eighth is forgotten.
  static let capacity = 4_096

  private struct Mark {
    var direct = 0
    var present = 0
    var serial: UInt64
  }

  private var marks: [String: Mark] = [:]
  private var lastSerial: UInt64 = 0

  var count: Int { marks.count }

  /// - Parameters:
  ///   - running: The operation whose call was running, by what is the same for all of its attempts.
  ///   - present: All that the connector had, this one included.
  /// - Returns: Those that are given up; they are forgotten.
  mutating func crashed(running: String?, present: [String]) -> Set<String> {
    var condemned: Set<String> = []
    for key in present {
      lastSerial += 1
      var mark = marks[key] ?? Mark(serial: lastSerial)
      mark.present += 1
      if key == running { mark.direct += 1 }
      if mark.direct >= Self.limit || mark.present >= Self.bystanderLimit {
        marks[key] = nil
        condemned.insert(key)
      } else {
        marks[key] = mark
      }
    }
    if marks.count > Self.capacity {
      // Many at once, because finding the oldest costs a look at all.
      let serials = marks.values.map(\.serial).sorted()
      let firstKept = serials[serials.count - Self.capacity / 8 * 7]
      marks = marks.filter { $0.value.serial >= firstKept }
    }
    return condemned
  }

  /// The operation came to an end of its own.
  mutating func ended(_ key: String) {
    if !marks.isEmpty { marks[key] = nil }
  }
}
