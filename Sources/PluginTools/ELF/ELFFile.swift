/// As much of a shared library's file as can be judged without loading it (System V ABI, ELF-64, little-endian).
struct ELFFile: Sendable {
  struct Symbol: Sendable, Equatable {
    var name: String
    /// In one of the file's own sections, and not local or hidden: others can bind to it.
    var isExported: Bool
  }

  /// `ET_DYN` is 3.
  var type: UInt16 = 0
  var machine: UInt16 = 0
  /// Nil where the file does not say, which means yes.
  var hasExecutableStack: Bool?
  var hasTextRelocations = false
  /// Nil where the section headers have been stripped.
  var symbols: [Symbol]?

  private static let sharedObject: UInt16 = 3

  var isSharedObject: Bool { type == Self.sharedObject }

  /// The machine that this program was built for.
  static var thisMachine: UInt16 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #else
      0
    #endif
  }

  static func name(ofMachine machine: UInt16) -> String {
    switch machine {
    case 3: "i386"
    case 40: "arm"
    case 62: "x86_64"
    case 183: "aarch64"
    case 243: "riscv"
    default: "number \(machine)"
    }
  }

  init(contentsOf path: String) throws {
    guard let bytes = try TextFile.readLibrary(path) else { throw ELFError("there is no file \(path)") }
    try self.init(bytes)
  }

  /// - Throws: `ELFError` for what is no such file, or a damaged one.
  init(_ bytes: [UInt8]) throws(ELFError) {
    let reader = ELFReader(bytes)
    guard bytes.count >= 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      throw ELFError("it is no ELF file")
    }
    guard bytes[4] == 2, bytes[5] == 1 else { throw ELFError("it is not a 64-bit little-endian ELF file") }
    type = try reader.number(at: 16)
    machine = try reader.number(at: 18)
    try readSegments(reader)
    symbols = try Self.readSymbols(reader)
  }

  private mutating func readSegments(_ reader: ELFReader) throws(ELFError) {
    let start: UInt64 = try reader.number(at: 32)
    let (size, count): (UInt16, UInt16) = (try reader.number(at: 54), try reader.number(at: 56))
    for index in 0..<Int(count) {
      let at = try reader.offset(start, plus: index * Int(size))
      let kind: UInt32 = try reader.number(at: at)
      let flags: UInt32 = try reader.number(at: at + 4)
      switch kind {
      case 0x6474_E551: hasExecutableStack = flags & 1 != 0
      case 2: try readDynamic(reader, from: try reader.number(at: at + 8), size: try reader.number(at: at + 32))
      default: break
      }
    }
  }

  private mutating func readDynamic(_ reader: ELFReader, from start: UInt64, size: UInt64) throws(ELFError) {
    for index in 0..<Int(min(size / 16, 4_096)) {
      let at = try reader.offset(start, plus: index * 16)
      let (tag, value): (UInt64, UInt64) = (try reader.number(at: at), try reader.number(at: at + 8))
      if tag == 0 { return }
      // DT_TEXTREL, and DF_TEXTREL of DT_FLAGS.
      if tag == 22 || (tag == 30 && value & 4 != 0) { hasTextRelocations = true }
    }
  }

  private static func readSymbols(_ reader: ELFReader) throws(ELFError) -> [Symbol]? {
    let start: UInt64 = try reader.number(at: 40)
    let (size, count): (UInt16, UInt16) = (try reader.number(at: 58), try reader.number(at: 60))
    for index in 0..<Int(count) {
      let at = try reader.offset(start, plus: index * Int(size))
      let kind: UInt32 = try reader.number(at: at + 4)
      // SHT_DYNSYM
      guard kind == 11 else { continue }
      let names = try reader.offset(start, plus: Int(try reader.number(at: at + 40) as UInt32) * Int(size))
      return try readTable(
        reader, from: try reader.number(at: at + 24), size: try reader.number(at: at + 32),
        names: try reader.number(at: names + 24))
    }
    return nil
  }

  private static func readTable(
    _ reader: ELFReader, from start: UInt64, size: UInt64, names: UInt64
  ) throws(ELFError) -> [Symbol] {
    var symbols: [Symbol] = []
    for index in 1..<max(2, Int(min(size / 24, 1_000_000))) where UInt64(index) < size / 24 {
      let at = try reader.offset(start, plus: index * 24)
      let name: UInt32 = try reader.number(at: at)
      let (info, other): (UInt8, UInt8) = (try reader.number(at: at + 4), try reader.number(at: at + 5))
      let section: UInt16 = try reader.number(at: at + 6)
      // Global, weak or unique; visible by default or protected; and not a version's name, which is absolute.
      let isExported =
        [1, 2, 10].contains(info >> 4) && [0, 3].contains(other & 3) && section != 0 && section < 0xFF00
      symbols.append(
        Symbol(name: try reader.text(at: try reader.offset(names, plus: Int(name))), isExported: isExported))
    }
    return symbols
  }
}
