import Synchronization

/// What several threads collect for a test.
final class Collector<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  var all: [Element] { elements.withLock { $0 } }

  var count: Int { elements.withLock { $0.count } }

  func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
