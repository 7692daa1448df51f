import DequeModule

/// The last elements of an endless list, each with a number that never changes: 1, 2, 3, ...
struct Ring<Element> {
  let capacity: Int
  private var elements: Deque<Element> = []
  /// The number of the newest element; 0 before the first.
  private(set) var last: Int64 = 0

  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  var count: Int { elements.count }
  /// The number of the oldest element that is still there.
  var first: Int64 { last - Int64(elements.count) + 1 }
  var newest: Element? { elements.last }

  /// Adds an element and forgets the oldest where the ring is full. Returns its number.
  @discardableResult
  mutating func append(_ element: Element) -> Int64 {
    if elements.count == capacity { elements.removeFirst() }
    elements.append(element)
    last += 1
    return last
  }

  subscript(number: Int64) -> Element? {
    get { index(number).map { elements[$0] } }
    set {
      if let index = index(number), let newValue { elements[index] = newValue }
    }
  }

  /// The elements after `number`, oldest first, at most `limit` of them.
  func after(_ number: Int64, limit: Int) -> [(number: Int64, element: Element)] {
    let start = max(number + 1, first)
    guard start <= last, limit > 0 else { return [] }
    let end = min(last, start + Int64(limit) - 1)
    return (start...end).map { ($0, elements[Int($0 - first)]) }
  }

  /// The newest `limit` elements, oldest first.
  func newest(_ limit: Int) -> [(number: Int64, element: Element)] { after(last - Int64(limit), limit: limit) }

  /// The number of the newest element that fits.
  func lastNumber(where fits: (Element) -> Bool) -> Int64? {
    elements.lastIndex(where: fits).map { first + Int64($0) }
  }

  /// Forgets everything; numbers go on.
  mutating func removeAll() {
    elements.removeAll()
  }

  private func index(_ number: Int64) -> Int? {
    number >= first && number <= last ? Int(number - first) : nil
  }
}

extension Ring: Sendable where Element: Sendable {}
