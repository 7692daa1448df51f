/// A platform's HTTP request, as the bench hands it over.
struct BenchCallback: Sendable {
  var method = "POST"
  var url = "https://gateway.example.org/ingress/verify"
  var path = ""
  var query = ""
  /// Names in lower case.
  var headers: [(name: String, value: String)] = [(name: "content-type", value: "application/json")]
  var body: [UInt8] = []

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
