/// What `serve` was told, resolved.
struct ServeSettings: Sendable {
  var sandbox: SandboxSettings
  var host: String
  var port: Int
  var addressFile: String?
  var gateway: String?
  var people: [(name: String, platform: String)]
}
