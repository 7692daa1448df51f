import Glibc

/// Why a temporary file was not made, written or read.
public enum TemporaryFileError: Error, Equatable, CustomStringConvertible {
  /// There is no room; later there may be.
  case full(String)
  /// What the system says (an errno), and of what.
  case failed(Int32, String)

  public var description: String {
    switch self {
    case .full(let reason): reason
    case .failed(let code, let what): "\(what): \(String(cString: strerror(code)))"
    }
  }

  /// Of a write: a disk that is full is not a broken one.
  init(writing code: Int32) {
    self =
      code == ENOSPC || code == EDQUOT || code == EFBIG
      ? .full("the disk is full: \(String(cString: strerror(code)))") : .failed(code, "writing a file")
  }
}
