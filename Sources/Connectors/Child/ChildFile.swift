/// A file that the gateway holds until nobody in this process needs it.
final class ChildFile: ConnectorFile {
  /// As the gateway knows it.
  let number: UInt64
  let length: UInt64
  private let files: ChildFiles

  init(number: UInt64, length: UInt64, files: ChildFiles) {
    self.number = number
    self.length = length
    self.files = files
  }

  deinit {
    files.done(number)
  }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(ConnectorFileError) -> Int {
    try files.read(number, at: offset, into: buffer)
  }
}
