/// A callback as it goes over the wire.
struct CallbackRequest {
  var target: HTTPTarget
  var headers: [(name: String, value: String)]
  var body: [UInt8]
}
