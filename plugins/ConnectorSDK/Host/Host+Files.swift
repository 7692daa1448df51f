import CConnectorABI

extension Host {
  /// Reads a piece of a file; fewer bytes than asked for come at any time, none only at the end.
  ///
  /// A request can name the file as it is, and then its bytes need not be read at all.
  /// - Throws: `.retry` when storage does not give it at the moment, `.permanent` for a file whose operation has ended.
  public func read(_ file: HostFile, at offset: UInt64, upTo count: Int) throws(ConnectorError) -> [UInt8] {
    var code = C4A_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, length in
      code =
        table.functions.file_read?(file.token, offset, buffer.baseAddress, buffer.count, &length) ?? C4A_UNSUPPORTED
      if code != C4A_OK { length = 0 }
    }
    switch code {
    case C4A_OK: return bytes
    case C4A_STALE: throw .permanent("a file was read after its operation had ended")
    default: throw Self.refusal(code, "a file was not read")
    }
  }
}
