import CConfinement
import Glibc

/// Which files a connector's process has to be able to read.
public enum ReadableFiles {
  /// What belongs to the system: libraries and their cache, locales, character sets, time zones, the processors' number,
  /// and what the process may know of itself.
  static var everywhere: [String] {
    [
      "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime",
      "/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/i18n", "/dev/null", "/dev/zero", "/dev/urandom",
      "/dev/random", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu",
      "/sys/kernel/mm/transparent_hugepage",
    ] + loadedLibraryFolders
  }

  /// A plugin, and the libraries that lie beside it. Not its whole folder: that may hold other things.
  public static func plugin(_ path: String) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    guard let directory = opendir(folder.isEmpty ? "/" : folder) else { return [path] }
    defer { closedir(directory) }
    var paths = [path]
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".so") || name.contains(".so.") { paths.append("\(folder)/\(name)") }
    }
    return paths
  }

  /// Where the libraries of this executable came from: a language's run-time need not be among the system's.
  private static var loadedLibraryFolders: [String] {
    var folders: Set<String> = []
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    var index: Int32 = 0
    while cconfine_library(index, &buffer, Int32(buffer.count)) != 0 {
      folders.insert(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      index += 1
    }
    return folders.sorted()
  }
}
