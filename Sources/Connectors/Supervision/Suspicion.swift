/// Which operations may be why a connector crashes: a value.
///
/// A crash *points* at an operation whose call was running, or that was the only one under way. The second crash that
/// points at the same one gives it up. Where a crash points at nobody, everyone who was under way is a *suspect*, and so is
/// whoever was there for the second time: suspects are tried again alone, so that a further crash points at one of them
/// and the others are cleared by surviving. An operation that is never alone and has seen very many crashes is given up
/// in the end, too.
struct Suspicion {
  /// What was seen of a crash.
  enum Witness: Equatable {
    /// The call of this operation was running.
    case operation(String)
    /// A call was running that belongs to none of those present: creating, connecting, health.
    case another
    /// No call was running, or nobody knows whose.
    case nobody
  }

  struct Verdict: Equatable {
    /// The one that the crash points at.
    var pointed: String?
    /// Those that are given up; they are forgotten.
    var condemned: Set<String> = []
  }

  /// Crashes that point at an operation.
  static let limit = 2
  /// Crashes while it was under way.
  static let bystanderLimit = 10
  /// Operations that are remembered; beyond it, the oldest eighth is forgotten.
  static let capacity = 4_096

  private struct Mark {
    var pointed = 0
    var present = 0
    var isSuspect = false
    var serial: UInt64
  }

  private var marks: [String: Mark] = [:]
  private var lastSerial: UInt64 = 0

  var count: Int { marks.count }
  var isEmpty: Bool { marks.isEmpty }

  /// - Parameter present: All that the connector had, each by what is the same for all of its attempts.
  mutating func crashed(_ witness: Witness, present: Set<String>) -> Verdict {
    var verdict = Verdict()
    switch witness {
    case .operation(let key): verdict.pointed = key
    case .nobody where present.count == 1: verdict.pointed = present.first
    case .nobody: break
    // A connector that crashes by itself says nothing about those who were there.
    case .another: return verdict
    }
    for key in present {
      lastSerial += 1
      var mark = marks[key] ?? Mark(serial: lastSerial)
      mark.present += 1
      if key == verdict.pointed { mark.pointed += 1 }
      if mark.pointed >= Self.limit || mark.present >= Self.bystanderLimit {
        marks[key] = nil
        verdict.condemned.insert(key)
      } else {
        mark.isSuspect = verdict.pointed == nil || key == verdict.pointed || mark.present > 1
        marks[key] = mark
      }
    }
    forgetTheOldest()
    return verdict
  }

  private mutating func forgetTheOldest() {
    guard marks.count > Self.capacity else { return }
    // Many at once, because finding the oldest costs a look at all.
    let serials = marks.values.map(\.serial).sorted()
    let firstKept = serials[serials.count - Self.capacity / 8 * 7]
    marks = marks.filter { $0.value.serial >= firstKept }
  }

  /// Whether it is to be tried alone.
  func isSuspect(_ key: String) -> Bool {
    marks[key]?.isSuspect == true
  }

  /// It was alone, and nothing happened. What pointed at it before is kept until it comes to an end of its own.
  mutating func survived(_ key: String) {
    marks[key]?.isSuspect = false
  }

  /// The operation came to an end of its own.
  mutating func ended(_ key: String) {
    if !marks.isEmpty { marks[key] = nil }
  }
}
