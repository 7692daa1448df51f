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
