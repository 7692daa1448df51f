/// Which connector of which library a process is to load.
struct PluginRequest: Equatable {
  /// Of the library.
  var path: String
  /// The channel or id of the connector; nil where the library has but one, or one of the name it was found by.
  var wanted: String?
  /// The name by which the library was found.
  var shortName: String
  /// Where it is run, if not here: the path is for people only then.
  var remote: RemoteHost?

  init(path: String, wanted: String?, shortName: String) {
    self.path = path
    self.wanted = wanted
    self.shortName = shortName
  }

  /// Finds the file of `echo`, `/path/x.so` or `/path/x.so#channel`.
  init(_ plugin: String, searchPath: [String]) throws(ConnectorHostError) {
    let parts = plugin.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    shortName = parts[0]
    wanted = parts.count == 2 ? parts[1] : nil
    path = try PluginSearchPath.locate(parts[0], in: searchPath)
  }

  /// One that another host finds on its own search path.
  init(_ plugin: String, on remote: RemoteHost) {
    self.init(path: "\(plugin) on \(remote.address)", wanted: nil, shortName: plugin)
    self.remote = remote
  }

  func encode(into writer: inout FrameWriter) {
    writer.text(path)
    writer.text(wanted)
    writer.text(shortName)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    path = try reader.text(limit: BorderLimits.value)
    wanted = try reader.optionalText(limit: BorderLimits.value)
    shortName = try reader.text(limit: BorderLimits.value)
  }
}
