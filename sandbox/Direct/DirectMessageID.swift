/// `m_…` on Messenger, `aWdf…` on Instagram: long, and opaque.
enum DirectMessageID {
  static func make(_ platform: DirectPlatform, using random: inout SeededGenerator) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    func some(_ count: Int) -> String { String((0..<count).map { _ in letters.randomElement(using: &random)! }) }
    switch platform {
    case .messenger: return "m_\(some(32))-\(some(44))_\(some(8))"
    case .instagram: return "aWdfZAG1f\(some(120))ZDZD"
    }
  }
}
