import HTTPTypes
import Model
import Telemetry

/// Finds the route for a method and a path.
struct RouteTable: Sendable {
  struct Match: Sendable {
    var route: Route
    var parameters: [String]
    var statistics: RouteStatistics
  }

  private struct Entry: Sendable {
    var route: Route
    var statistics: RouteStatistics
  }

  private struct Path: Sendable {
    var pattern: PathPattern
    var entries: [Entry]

    /// GET answers HEAD as well.
    var allowed: String {
      entries.flatMap { $0.route.method == .get ? ["GET", "HEAD"] : [$0.route.method.rawValue] }
        .joined(separator: ", ")
    }
  }

  /// For requests that fit no route.
  let unmatched: RouteStatistics
  private let paths: [Path]

  init(_ routes: [Route], metrics: GatewayMetrics) {
    unmatched = RouteStatistics(metrics, method: "other", route: "unmatched")
    var paths: [Path] = []
    for route in routes {
      let entry = Entry(
        route: route,
        statistics: RouteStatistics(metrics, method: route.method.rawValue, route: route.path.text)
      )
      if let index = paths.firstIndex(where: { $0.pattern == route.path }) {
        paths[index].entries.append(entry)
      } else {
        paths.append(Path(pattern: route.path, entries: [entry]))
      }
    }
    self.paths = paths
  }

  var routes: [Route] { paths.flatMap { $0.entries.map(\.route) } }

  /// - Parameter path: the request's path as it came, without the query.
  func match(_ method: HTTPRequest.Method, _ path: Substring) throws(Refusal) -> Match {
    let segments = try Self.segments(of: path)
    for candidate in paths {
      guard let parameters = candidate.pattern.match(segments) else { continue }
      let wanted = method == .head ? .get : method
      guard let entry = candidate.entries.first(where: { $0.route.method == wanted }) else {
        throw Refusal(
          .methodNotAllowed,
          "This address takes \(candidate.allowed).",
          headers: [("Allow", candidate.allowed)]
        )
      }
      return Match(route: entry.route, parameters: parameters, statistics: entry.statistics)
    }
    throw Refusal(.notFound, "There is no such address.")
  }

  func match(_ method: HTTPRequest.Method, exactly pattern: String) -> Match? {
    guard
      let entry = paths.first(where: { $0.pattern.text == pattern })?.entries.first(where: { $0.route.method == method }
      )
    else { return nil }
    return Match(route: entry.route, parameters: [], statistics: entry.statistics)
  }

  /// Each segment is decoded by itself, so that an encoded slash stays part of an id.
  private static func segments(of path: Substring) throws(Refusal) -> [String] {
    guard path.utf8.first == UInt8(ascii: "/") else { throw Refusal(.notFound, "There is no such address.") }
    var segments: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let segment = PercentEncoding.decode(part.utf8) else {
        throw Refusal(.invalidRequest, "The address must be percent-encoded UTF-8.")
      }
      segments.append(segment)
    }
    return segments
  }
}
