/// Requests that resemble recorded ones, and are something else.
struct CallbackMutation {
  private let seeds: [BenchCallback]
  private var random: SeededGenerator

  init(seeds: [BenchCallback], random: SeededGenerator) {
    self.seeds = seeds
    self.random = random
  }

  private static let pieces: [[UInt8]] = [
    "{", "}", "[", "]", "null", "\"", "\\u0000", "\\ud800", "-0", "1e999", "99999999999999999999", "\u{0}", "\r\n",
    "%00",
    "\u{202E}", "{\"a\":", "true", "é",
  ].map { Array($0.utf8) }

  mutating func next() -> BenchCallback {
    var request = seeds.randomElement(using: &random) ?? BenchCallback()
    switch Int.random(in: 0..<10, using: &random) {
    case 0: request.method = ["GET", "PUT", "DELETE", "", "HEAD", "PATCH"].randomElement(using: &random)!
    case 1:
      request.query = ["hub.mode=subscribe", "%", "a=b&a=c&=", "challenge=%ff%00x"].randomElement(using: &random)!
    case 2: request.headers = []
    case 3:
      request.headers += Array(repeating: (name: "x-filler", value: String(repeating: "y", count: 200)), count: 60)
    case 4:
      for index in request.headers.indices where Bool.random(using: &random) {
        request.headers[index].value = String(request.headers[index].value.reversed())
      }
    case 5: request.path = ["/", "/../..", "/%2e%2e", "//"].randomElement(using: &random)!
    case 6: request.body = Array(repeating: UInt8(ascii: "["), count: Int.random(in: 1...60_000, using: &random))
    default: break
    }
    for _ in 0..<Int.random(in: 0...6, using: &random) { change(&request.body) }
    return request
  }

  private mutating func change(_ body: inout [UInt8]) {
    let place = Int.random(in: 0...body.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: body.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
    case 1: body.removeSubrange(place..<min(body.count, place + Int.random(in: 1...40, using: &random)))
    case 2: body = Array(body.prefix(place))
    case 3 where place < body.count: body[place] = UInt8.random(in: 0...255, using: &random)
    default: body.insert(contentsOf: Array(body.dropFirst(place).prefix(30)), at: place)
    }
  }
}
