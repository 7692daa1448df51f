package import JSON

/// All results as one JSON object.
package enum JSONReport {
  package static func make(
    library: String, seed: UInt64, described: LibraryReport, results: [CheckResult]
  ) -> JSONValue {
    var summary: [String: Int] = [:]
    for result in results { summary[result.ending.name, default: 0] += 1 }
    let names = ["passed", "failed", "crashed", "timed_out", "skipped"]
    return [
      "library": .string(library), "seed": .string(String(seed)), "description": described.json,
      "summary": .object(JSONObject(names.map { ($0, JSONValue.integer(summary[$0] ?? 0)) })),
      "checks": .array(results.map { entry($0, library, seed) }),
    ]
  }

  private static func entry(_ result: CheckResult, _ library: String, _ seed: UInt64) -> JSONValue {
    let microseconds =
      result.duration.components.seconds * 1_000_000 + result.duration.components.attoseconds / 1_000_000_000_000
    var entry = JSONObject([
      ("id", .string(result.check.id)), ("group", .string(result.check.group.rawValue)),
      ("connector", result.connector.map(JSONValue.string) ?? .null), ("result", .string(result.ending.name)),
      ("duration_us", .integer(microseconds)),
    ])
    switch result.ending {
    case .passed: break
    case .skipped(let why): entry["why"] = .string(why)
    case .failed(let found, let expected):
      entry["found"] = .string(found)
      entry["expected"] = .string(expected)
    case .crashed(let how): entry["found"] = .string(how)
    case .timedOut(let limit): entry["found"] = .string("it had not ended after \(limit.components.seconds) s")
    }
    if result.ending.isBad {
      entry["proves"] = .string(result.check.proves)
      entry["rule"] = .string(result.check.rule)
      entry["mend"] = .string(result.check.mend)
      entry["again"] = .string("chat4all plugin verify \(library) --only \(result.check.id) --seed \(seed)")
      if !result.output.isEmpty { entry["output"] = .string(result.output) }
    }
    return .object(entry)
  }
}
