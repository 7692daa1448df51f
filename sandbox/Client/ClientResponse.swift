import NIOHTTP1

/// What came back for a request of the sandbox's own.
struct ClientResponse {
  var status: Int
  var headers: HTTPHeaders
  var body: [UInt8] = []
}
