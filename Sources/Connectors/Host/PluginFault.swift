/// Why a library is not a connector that can be used; the message goes on from "it cannot be used: ".
struct PluginFault: Error {
  var message: String

  init(_ message: String) {
    self.message = message
  }
}
