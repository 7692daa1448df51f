#if canImport(Glibc)
  import Glibc
#endif

/// What a person who watches the sandbox sees: who said what, line by line. Confined to its event loop.
final class Transcript {
  /// Lines a second; more are counted and summed up.
  private static let rate = 100

  private let isSilent: Bool
  private let hasColour: Bool
  private let time: TimeSource
  private var second: Int64 = 0
  private var lines = 0
  private var suppressed = 0

  init(isSilent: Bool, time: TimeSource) {
    self.isSilent = isSilent
    self.time = time
    hasColour = Terminal.hasColour
  }

  func said(_ name: String, _ platform: FaultTarget, _ text: String) {
    line("\(paint(name, .bold)) \(paint("(\(platform.title))", platform.colour)) says: \(text.printable)")
  }

  func got(_ name: String, _ platform: FaultTarget, _ text: String) {
    line("\(paint(name, .bold)) \(paint("(\(platform.title))", platform.colour)) gets: \(text.printable)")
  }

  func did(_ name: String, _ platform: FaultTarget, _ what: String) {
    line("\(paint(name, .bold)) \(paint("(\(platform.title))", platform.colour)) \(what.printable)")
  }

  func event(_ receiver: String, _ event: ReceivedEvent) {
    let summary = EventSummary(event)
    let mark = event.problem == nil ? paint("signature ok", .green) : paint(event.problem ?? "", .red)
    line("\(paint("webhook", .magenta)) \(receiver): \(summary.text.printable) [\(mark)]")
  }

  func note(_ text: String) { line(paint(text.printable, .dim)) }

  func problem(_ text: String) { line(paint(text.printable, .red)) }

  /// Printed even when silent.
  func always(_ text: String) {
    print(text)
    fflush(nil)
  }

  private func line(_ text: String) {
    guard !isSilent else { return }
    let now = time.now()
    if now.seconds != second {
      if suppressed > 0 { print("  ... and \(suppressed) more lines") }
      (second, lines, suppressed) = (now.seconds, 0, 0)
    }
    lines += 1
    guard lines <= Self.rate else {
      suppressed += 1
      return
    }
    print("\(paint(now.timeOfDay, .dim))  \(text)")
    fflush(nil)
  }

  private func paint(_ text: String, _ colour: Terminal.Colour) -> String {
    hasColour ? Terminal.paint(text, colour) : text
  }
}

extension FaultTarget {
  fileprivate var title: String {
    switch self {
    case .telegram: "Telegram"
    case .whatsapp: "WhatsApp"
    case .messenger: "Messenger"
    case .instagram: "Instagram"
    case .receiver: "receiver"
    }
  }

  fileprivate var colour: Terminal.Colour {
    switch self {
    case .telegram: .cyan
    case .whatsapp: .green
    case .messenger: .cyan
    case .instagram, .receiver: .magenta
    }
  }
}
