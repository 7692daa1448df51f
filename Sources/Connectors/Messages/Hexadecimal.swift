extension Sequence<UInt8> {
  /// Two lowercase digits for each byte: how digests are written.
  package var hexadecimal: String {
    reduce(into: "") { text, byte in
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
  }
}
