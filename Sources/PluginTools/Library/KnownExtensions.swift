/// The extension ids that this version of the interface gives a meaning to.
enum KnownExtensions {
  static let ids = ["chat4all.operations/1"]
}
