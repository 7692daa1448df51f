import Glibc

/// Waiting, on a thread that nobody else needs.
enum Pause {
  static func milliseconds(_ count: UInt32) { usleep(count * 1_000) }
}
