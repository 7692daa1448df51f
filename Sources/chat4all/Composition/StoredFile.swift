import Connectors
import Files

/// A temporary file as connectors use it.
final class StoredFile: ConnectorFile {
  private let file: TemporaryFile
  let length: UInt64

  /// - Parameter file: Nothing is written to it any more.
  init(_ file: TemporaryFile) {
    self.file = file
    length = file.length
  }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(ConnectorFileError) -> Int {
    do throws(TemporaryFileError) {
      return try file.read(at: offset, into: buffer)
    } catch {
      throw .unreadable("\(error)")
    }
  }
}
