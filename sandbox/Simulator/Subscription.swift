import JSON

/// Whether WhatsApp's callbacks may go to an address: only after it has answered the verification GET.
struct Subscription: Sendable {
  var target: HTTPTarget?
  var isVerified = false
  /// Attempts that failed since the address was set.
  var failures = 0
  var problem: String?

  /// Milliseconds until the next attempt. Meta asks once; the sandbox goes on asking, as a person at the dashboard would.
  var retryDelay: Int64 { min(5000, 250 << Int64(min(failures, 5))) }

  var json: JSONValue {
    var object = JSONObject([("verified", .bool(isVerified)), ("failures", .integer(failures))])
    object.set("url", target.map { "http://\($0.authority)\($0.uri)" })
    object.set("problem", problem)
    return .object(object)
  }
}
