/// A path such as `/v1/users/{user_id}`.
struct PathPattern: Sendable, Hashable {
  enum Segment: Sendable, Hashable {
    case literal(String)
    case parameter(String)
  }

  let text: String
  let segments: [Segment]
  /// Whether longer paths fit as well.
  let takesRest: Bool

  init(_ text: String, takesRest: Bool = false) {
    self.text = text
    self.takesRest = takesRest
    segments = text.split(separator: "/").map {
      $0.hasPrefix("{") ? .parameter(String($0.dropFirst().dropLast())) : .literal(String($0))
    }
  }

  /// The values of the parameters where the segments fit; nil where they do not.
  func match(_ path: [String]) -> [String]? {
    guard path.count == segments.count || (takesRest && path.count > segments.count) else { return nil }
    var values: [String] = []
    for (segment, text) in zip(segments, path) {
      switch segment {
      case .literal(let literal): if literal != text { return nil }
      case .parameter: values.append(text)
      }
    }
    return values
  }
}
