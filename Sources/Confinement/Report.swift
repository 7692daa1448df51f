import Glibc

extension Confinement {
  /// What became of each protection.
  public struct Report: Sendable, Equatable, CustomStringConvertible {
    public enum Outcome: Sendable, Equatable {
      case enforced
      /// It does not hold; the reason is for people.
      case unavailable(_ reason: String)
    }

    private var outcomes: [Protection: Outcome] = [:]

    init() {}

    public internal(set) subscript(_ protection: Protection) -> Outcome {
      get { outcomes[protection] ?? .unavailable("it was not tried") }
      set { outcomes[protection] = newValue }
    }

    /// Those that do not hold, in the order of their declaration, each with its reason.
    public var missing: [(protection: Protection, reason: String)] {
      Protection.allCases.compactMap { protection in
        guard case .unavailable(let reason) = self[protection] else { return nil }
        return (protection, reason)
      }
    }

    /// Why a process with this report must not go on at `level`; nil when it may.
    public func refusal(of level: Level) -> String? {
      guard level == .required else { return nil }
      let lacking = missing.filter(\.protection.isEssential)
      guard !lacking.isEmpty else { return nil }
      return "confinement is required, but lacks " + Self.list(lacking)
    }

    /// One line for a log: what holds, then what does not and why.
    public var description: String {
      let held = Protection.allCases.filter { self[$0] == .enforced }.map(\.rawValue).joined(separator: ", ")
      let lacking = Self.list(missing)
      return "enforced: \(held.isEmpty ? "nothing" : held)" + (lacking.isEmpty ? "" : "; unavailable: \(lacking)")
    }

    private static func list(_ missing: [(protection: Protection, reason: String)]) -> String {
      missing.map { "\($0.protection.rawValue) (\($0.reason))" }.joined(separator: ", ")
    }

    /// Notes the answer of a call: 0, or the errno of its refusal.
    mutating func note(_ protection: Protection, _ failure: Int32) {
      self[protection] = failure == 0 ? .enforced : .unavailable("\(String(cString: strerror(failure)))")
    }
  }
}
