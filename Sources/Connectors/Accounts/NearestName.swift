/// Finds what a mistyped name was meant to be.
enum NearestName {
  /// The candidate that takes the fewest insertions, deletions and replacements, if that is at most a third of it.
  static func find(_ name: String, among candidates: [String]) -> String? {
    let wanted = normalized(name)
    return
      candidates
      .map { (candidate: $0, distance: distance(wanted, normalized($0))) }
      .filter { $0.distance <= max(1, $0.candidate.utf8.count / 3) }
      .min { $0.distance < $1.distance }?.candidate
  }

  /// Other spellings of the same words (`maxInFlight`, `max-in-flight`) are no mistakes worth counting.
  private static func normalized(_ name: String) -> [Character] {
    name.lowercased().filter { $0 != "_" && $0 != "-" }.map(\.self)
  }

  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var previous = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var current = [i + 1]
      for (j, y) in b.enumerated() {
        current.append(min(previous[j] + (x == y ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}
