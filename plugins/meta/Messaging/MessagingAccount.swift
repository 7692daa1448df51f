/// An account of a business: a page, or a professional account of Instagram.
public struct MessagingAccount: Sendable {
  /// As callbacks name it.
  public var id: String
  /// As calls name it: its id, or `me` where the token says it.
  public var node: String
  public var token: String
  /// The app's own id, where known: its echoes are known by it.
  public var appID: String?
  /// The tag with which a message may go out when the window has closed; nil: none.
  public var tag: String?
  /// With the version, without a slash at its end.
  public var apiURL: String

  public init(id: String, node: String, token: String, appID: String? = nil, tag: String?, apiURL: String) {
    self.id = id
    self.node = node
    self.token = token
    self.appID = appID
    self.tag = tag
    self.apiURL = apiURL
  }

  var messagesURL: String { "\(apiURL)/\(node)/messages" }

  func subscriptionURL(_ fields: [String]) -> String {
    "\(apiURL)/\(node)/subscribed_apps?subscribed_fields=\(fields.joined(separator: ","))"
  }
}
