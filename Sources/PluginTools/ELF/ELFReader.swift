/// Reads numbers and names of a file that may be damaged: nothing is read that is not there.
struct ELFReader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func number<Number: FixedWidthInteger>(at offset: Int) throws(ELFError) -> Number {
    let size = MemoryLayout<Number>.size
    guard offset >= 0, offset <= bytes.count - size else { throw Self.damaged }
    return Number(
      littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) })
  }

  /// The place `distance` behind a place that the file names.
  func offset(_ start: UInt64, plus distance: Int) throws(ELFError) -> Int {
    guard let start = Int(exactly: start), start <= bytes.count, distance >= 0 else { throw Self.damaged }
    let (sum, overflow) = start.addingReportingOverflow(distance)
    guard !overflow else { throw Self.damaged }
    return sum
  }

  /// The text up to the next NUL.
  func text(at offset: Int) throws(ELFError) -> String {
    guard offset >= 0, offset < bytes.count else { throw Self.damaged }
    return String(decoding: bytes[offset...].prefix(4_096).prefix { $0 != 0 }, as: UTF8.self)
  }

  private static let damaged = ELFError("it is a damaged ELF file")
}
