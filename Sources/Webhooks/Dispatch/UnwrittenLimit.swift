/// How many POSTs there may be of which nothing is written down: under way, or answered. After a crash the developer is told
/// these once more.
///
/// A gateway that has just started has few, and more each second: one that is ended again and again at its start, with
/// everything waiting that came meanwhile, repeats little.
enum UnwrittenLimit {
  static let atStart = 16
  static let morePerSecond = 32
  static let most = 8192

  /// - Parameter time: Since the start.
  static func after(_ time: Duration) -> Int {
    min(most, atStart + Int((time / .seconds(1) * Double(morePerSecond)).rounded(.down)))
  }
}
