/// The Send API's errors.
extension GraphError {
  /// - Parameter platform: whose numbers are meant where they differ.
  static func closedWindow(_ platform: DirectPlatform) -> GraphError {
    direct(
      10, platform == .messenger ? 2_018_278 : 2_534_022, "This message is sent outside of allowed window.", platform)
  }

  static func noSuchPerson(_ platform: DirectPlatform) -> GraphError {
    direct(100, platform == .messenger ? 2_018_001 : 2_534_014, "No matching user found", platform)
  }

  static func unavailable(_ platform: DirectPlatform) -> GraphError {
    direct(551, 1_545_041, "This person isn't available right now.", platform)
  }

  static func emptyMessage(_ platform: DirectPlatform) -> GraphError {
    direct(100, 2_018_034, "Message cannot be empty, must provide valid attachment or text", platform)
  }

  static func tooManyCalls(_ platform: DirectPlatform) -> GraphError {
    direct(613, nil, "Calls to this api have exceeded the rate limit.", platform)
  }

  static func direct(_ code: Int, _ subcode: Int?, _ text: String, _ platform: DirectPlatform) -> GraphError {
    GraphError(
      code: code, subcode: subcode, message: "(#\(code)) \(text)",
      type: platform == .messenger ? "OAuthException" : "IGApiException")
  }
}
