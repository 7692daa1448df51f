/// All results as the XML that continuous-integration servers read.
package enum JUnitReport {
  package static func make(library: String, seed: UInt64, results: [CheckResult]) -> String {
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    let failures = results.filter { if case .failed = $0.ending { true } else { false } }.count
    let skipped = results.filter { if case .skipped = $0.ending { true } else { false } }.count
    let errors = results.filter(\.ending.isBad).count - failures
    lines.append(
      #"<testsuite name="\#(escaped(library))" tests="\#(results.count)" failures="\#(failures)" errors="\#(errors)" "#
        + #"skipped="\#(skipped)" time="\#(seconds(results.reduce(.zero) { $0 + $1.duration }))">"#)
    lines.append(#"  <properties><property name="seed" value="\#(seed)"/></properties>"#)
    for result in results {
      let place = result.connector.map { "\($0).\(result.check.group.rawValue)" } ?? result.check.group.rawValue
      let opening =
        #"  <testcase classname="\#(escaped(place))" name="\#(escaped(result.check.id))" time="\#(seconds(result.duration))""#
      switch result.ending {
      case .passed: lines.append(opening + "/>")
      case .skipped(let why): lines.append(opening + #"><skipped message="\#(escaped(why))"/></testcase>"#)
      case .failed(let found, let expected):
        lines.append(
          opening + #"><failure message="\#(escaped(found))">expected: \#(escaped(expected))</failure></testcase>"#)
      case .crashed(let how): lines.append(opening + #"><error message="\#(escaped(how))"/></testcase>"#)
      case .timedOut(let limit):
        lines.append(opening + #"><error message="no end after \#(limit.components.seconds) s"/></testcase>"#)
      }
    }
    return (lines + ["</testsuite>"]).joined(separator: "\n")
  }

  private static func seconds(_ duration: Duration) -> String {
    let milliseconds = duration.components.attoseconds / 1_000_000_000_000_000
    let digits = String(milliseconds)
    return "\(duration.components.seconds).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // What XML cannot say at all.
      case let control where control.value < 32 && control != "\n" && control != "\t": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
