import Synchronization
import Telemetry

/// How long one route took, by status. Keeps the histograms at hand, since every request needs one.
final class RouteStatistics: Sendable {
  private let metrics: GatewayMetrics
  private let method: String
  private let route: String
  private let histograms = Mutex<[Int: Histogram]>([:])

  init(_ metrics: GatewayMetrics, method: String, route: String) {
    self.metrics = metrics
    self.method = method
    self.route = route
  }

  func record(status: Int, nanoseconds: Int64) {
    histogram(status: status).observe(nanoseconds: nanoseconds)
  }

  private func histogram(status: Int) -> Histogram {
    histograms.withLock { histograms in
      if let histogram = histograms[status] { return histogram }
      let histogram = metrics.httpRequestSeconds[method, route, String(status)]
      histograms[status] = histogram
      return histogram
    }
  }
}
