/// The faults that are on. Which of the calls that fit are hit by a share depends on the seed alone.
struct FaultPlan: Sendable {
  static let capacity = 200

  private(set) var faults: [Fault] = []
  private var random: SeededGenerator
  private var nextID: Int64 = 1

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  /// Adds a fault and returns it with its id; nil where there are too many.
  mutating func add(_ fault: Fault) -> Fault? {
    guard faults.count < Self.capacity else { return nil }
    var fault = fault
    fault.id = nextID
    nextID += 1
    faults.append(fault)
    return fault
  }

  /// Removes one fault; false where there is no such.
  mutating func remove(_ id: Int64) -> Bool {
    let count = faults.count
    faults.removeAll { $0.id == id }
    return faults.count < count
  }

  mutating func removeAll() {
    faults.removeAll()
  }

  /// The fault that befalls this call, the oldest first; nil for none. Counts it.
  mutating func befalling(_ target: FaultTarget, method: String? = nil, name: String? = nil) -> Fault? {
    first { !$0.kind.isOfCallbacks && $0.fits(target, method: method, name: name) }
  }

  /// The fault that befalls a callback about this person or group; nil for none. Counts it.
  mutating func befallingCallback(_ target: FaultTarget, name: String?) -> Fault? {
    first { $0.kind.isOfCallbacks && $0.fits(target, method: nil, name: name) }
  }

  private mutating func first(where fits: (Fault) -> Bool) -> Fault? {
    guard !faults.isEmpty else { return nil }
    for index in faults.indices where faults[index].remaining != 0 && fits(faults[index]) {
      guard faults[index].probability >= 1 || random.happens(faults[index].probability) else { continue }
      faults[index].hits += 1
      if let remaining = faults[index].remaining { faults[index].remaining = remaining - 1 }
      return faults[index]
    }
    return nil
  }
}

extension Fault {
  fileprivate func fits(_ target: FaultTarget, method: String?, name: String?) -> Bool {
    self.target == target && (self.method == nil || self.method == method) && (self.name == nil || self.name == name)
  }
}
