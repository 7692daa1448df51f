import Synchronization

/// Names requests: a caller's own X-Request-Id where it is well-formed, else one that no other request has.
final class RequestIDs: Sendable {
  private let prefix: String
  private let next = Atomic<UInt64>(1)

  init(using generator: inout some RandomNumberGenerator) {
    prefix = String(generator.next(), radix: 36)
  }

  convenience init() {
    var generator = SystemRandomNumberGenerator()
    self.init(using: &generator)
  }

  func id(suggested: String?) -> String {
    if let suggested, Self.isAcceptable(suggested) { return suggested }
    return "\(prefix)-\(String(next.wrappingAdd(1, ordering: .relaxed).oldValue, radix: 36))"
  }

  /// 1 to 128 of `[A-Za-z0-9._-]`.
  static func isAcceptable(_ id: String) -> Bool {
    (1...128).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
