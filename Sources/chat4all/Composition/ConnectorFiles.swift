import Connectors
import Files
import OutboundHTTP
import Synchronization

/// Where the body of a response goes that is to become a file; the file is made when there is something for it.
final class StoredResponse: OutboundSink {
  private let files: TemporaryFiles
  private let account: String
  private let made = Mutex<TemporaryFile?>(nil)

  init(files: TemporaryFiles, account: String) {
    self.files = files
    self.account = account
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    try file().append(bytes)
  }

  /// What was written; an empty file where nothing was.
  func file() throws(TemporaryFileError) -> TemporaryFile {
    try made.withLock { (made) throws(TemporaryFileError) in
      if let made { return made }
      let file = try files.make(for: account)
      made = file
      return file
    }
  }
}

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

/// A file that a connector sends.
struct FileSource: OutboundSource {
  let file: any ConnectorFile

  var length: UInt64 { file.length }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try file.read(at: offset, into: buffer)
  }
}
