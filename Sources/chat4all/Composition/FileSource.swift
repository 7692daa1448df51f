import Connectors
import OutboundHTTP

/// A file that a connector sends.
struct FileSource: OutboundSource {
  let file: any ConnectorFile

  var length: UInt64 { file.length }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try file.read(at: offset, into: buffer)
  }
}
