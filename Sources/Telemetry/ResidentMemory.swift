#if canImport(Glibc)
  import Glibc
#endif

/// The bytes of this process that lie in memory, as /proc/self/statm counts them; 0 where that cannot be read.
@Sendable func residentMemory() -> Int64 {
  let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return 0 }
  defer { close(file) }
  let text = [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in
    count = max(0, read(file, buffer.baseAddress, buffer.count))
  }
  let columns = text.split(separator: UInt8(ascii: " "))
  guard columns.count > 1, let pages = Int64(String(decoding: columns[1], as: UTF8.self)) else { return 0 }
  return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
}
