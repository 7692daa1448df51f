import Glibc

/// Where connectors are looked for.
public enum PluginSearchPath {
  /// The folders of `--plugins`, then those of `CHAT4ALL_PLUGINS` (separated by colons), then the executable's own.
  public static func directories(flags: [String] = [], environment: [String: String]) -> [String] {
    var directories = flags.flatMap(split) + split(environment["CHAT4ALL_PLUGINS"] ?? "")
    if let own = executableDirectory() { directories.append(own) }
    var seen: Set<String> = []
    return directories.filter { seen.insert($0).inserted }
  }

  /// Those that are no folders: mistyped, perhaps.
  static func missing(_ directories: [String]) -> [String] {
    directories.filter { directory in
      var status = stat()
      return stat(directory, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR
    }
  }

  /// The file that a plugin's name stands for: a path as it is, a short name as `libchat4all-<name>.so` in the first
  /// folder that has one.
  static func locate(_ plugin: String, in directories: [String]) throws(ConnectorHostError) -> String {
    if plugin.contains("/") || plugin.hasSuffix(".so") {
      guard access(plugin, R_OK) == 0 else {
        throw ConnectorHostError(
          code: .pluginNotFound, message: "cannot read '\(plugin)': \(String(cString: strerror(errno)))")
      }
      // Without a slash, dlopen would search the system's folders instead.
      return try usable(plugin.contains("/") ? plugin : "./" + plugin)
    }
    let file = "libchat4all-\(plugin).so"
    for directory in directories {
      let path = directory.hasSuffix("/") ? directory + file : "\(directory)/\(file)"
      if access(path, R_OK) == 0 { return try usable(path) }
    }
    let searched = directories.isEmpty ? "no folders were given" : "searched \(directories.joined(separator: ", "))"
    throw ConnectorHostError(
      code: .pluginNotFound,
      message: "no \(file) for plugin '\(plugin)': \(searched); name a folder with --plugins or CHAT4ALL_PLUGINS")
  }

  private static func usable(_ path: String) throws(ConnectorHostError) -> String {
    if let fault = PluginFile.fault(of: path) { throw PluginLibrary.unusable(path, fault) }
    return path
  }

  /// Whether a plugin's name is neither a path nor anything that could become one: what a connector on another host is
  /// asked for by. `#` and a channel or an id may follow.
  package static func isShortName(_ plugin: String) -> Bool {
    let parts = plugin.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    return plugin.utf8.count <= 128 && !plugin.hasSuffix(".so")
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
              UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
              true
            default: false
            }
          }
      }
  }

  private static func split(_ list: String) -> [String] {
    list.split(separator: ":").map(String.init)
  }

  private static func executableDirectory() -> String? {
    withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
      let count = readlink("/proc/self/exe", buffer.baseAddress!, buffer.count)
      guard count > 0 else { return nil }
      let path = String(decoding: buffer[..<count], as: UTF8.self)
      return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
  }
}
