import CPluginTools

/// Searching in bytes.
enum Bytes {
  static func contain(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    part.isEmpty || plugin_tools_contains(bytes, bytes.count, part, part.count) != 0
  }
}
