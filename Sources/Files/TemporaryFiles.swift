import Glibc
import Synchronization

/// Files that live as long as somebody holds on to them. They have no name, so their bytes go however the process ends.
///
/// Each owner has a share of places and bytes, and the disk keeps some room for everybody else, such as the database on
/// it.
public final class TemporaryFiles: Sendable {
  public struct Limits: Sendable {
    /// Files of one owner at once.
    public var filesPerOwner: Int
    /// Bytes of one owner's files together.
    public var bytesPerOwner: UInt64
    /// Bytes of the disk that stay free.
    public var reserve: UInt64

    public init(filesPerOwner: Int = 128, bytesPerOwner: UInt64 = 8 << 30, reserve: UInt64 = 1 << 30) {
      self.filesPerOwner = filesPerOwner
      self.bytesPerOwner = bytesPerOwner
      self.reserve = reserve
    }
  }

  /// What an owner has.
  private struct Use {
    var files = 0
    var bytes: UInt64 = 0
  }

  private let folder: String
  private let limits: Limits
  private let uses = Mutex<[String: Use]>([:])

  /// - Parameter folder: Where the bytes lie. Made, for this user alone, when the first file is.
  public init(folder: String, limits: Limits = Limits()) {
    self.folder = folder
    self.limits = limits
  }

  /// Makes an empty file.
  ///
  /// - Throws: `full` where the owner has all the files it may have, `failed` where the folder takes none.
  public func make(for owner: String) throws(TemporaryFileError) -> TemporaryFile {
    let hasPlace = uses.withLock { uses in
      guard uses[owner, default: Use()].files < limits.filesPerOwner else { return false }
      uses[owner, default: Use()].files += 1
      return true
    }
    guard hasPlace else { throw .full("\(owner) has \(limits.filesPerOwner) files already") }
    do throws(TemporaryFileError) {
      return TemporaryFile(descriptor: try open(), owner: owner, store: self)
    } catch {
      giveBack(owner, bytes: 0)
      throw error
    }
  }

  private func open() throws(TemporaryFileError) -> Int32 {
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .failed(errno, "making a folder for files") }
    let name = "\(folder)/\(UInt64.random(in: 0 ... .max))"
    let descriptor = Glibc.open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .failed(errno, "making a file") }
    unlink(name)
    return descriptor
  }

  // MARK: For the files

  func take(_ bytes: UInt64, for owner: String) throws(TemporaryFileError) {
    let hasRoom = uses.withLock { uses in
      guard let used = uses[owner]?.bytes, used + bytes <= limits.bytesPerOwner else { return false }
      uses[owner]?.bytes += bytes
      return true
    }
    guard hasRoom else { throw .full("the files of \(owner) hold \(limits.bytesPerOwner) bytes already") }
  }

  /// What was taken and not written.
  func putBack(_ bytes: UInt64, for owner: String) {
    uses.withLock { $0[owner]?.bytes -= bytes }
  }

  /// Whether the disk has room beyond the reserve.
  func checkRoom(on descriptor: Int32) throws(TemporaryFileError) {
    var disk = statvfs()
    guard fstatvfs(descriptor, &disk) == 0 else { throw .failed(errno, "looking at the disk") }
    let free = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
    guard free > limits.reserve else {
      throw .full("\(free) bytes of the disk are free, and \(limits.reserve) are to stay so")
    }
  }

  /// A file has ended, or was not made.
  func giveBack(_ owner: String, bytes: UInt64) {
    uses.withLock { uses in
      uses[owner]?.files -= 1
      uses[owner]?.bytes -= bytes
      if uses[owner]?.files == 0 { uses[owner] = nil }
    }
  }
}
