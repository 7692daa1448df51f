import Files
import Foundation
import Testing

struct TemporaryFilesTests {
  private static let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  private static func run(
    _ limits: TemporaryFiles.Limits = .init(reserve: 0), _ body: (TemporaryFiles, String) throws -> Void
  ) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "chat4all-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "files").path
    try body(TemporaryFiles(folder: folder, limits: limits), folder)
  }

  private static func append(_ bytes: some Sequence<UInt8>, to file: TemporaryFile) throws {
    try Array(bytes).withUnsafeBytes { try file.append($0) }
  }

  private static func read(_ file: TemporaryFile, at offset: UInt64, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let length = try bytes.withUnsafeMutableBytes { try file.read(at: offset, into: $0) }
    return Array(bytes.prefix(length))
  }

  @Test func holdsWhatIsWrittenInTurn() throws {
    try Self.run { files, _ in
      let file = try files.make(for: "one")
      #expect(file.length == 0)
      for start in stride(from: 0, to: Self.bytes.count, by: 7_777) {
        try Self.append(Self.bytes[start...].prefix(7_777), to: file)
      }
      try Self.append([], to: file)
      #expect(file.length == 100_000)
      #expect(try Self.read(file, at: 0, count: 200_000) == Self.bytes)
      #expect(try Self.read(file, at: 99_990, count: 100) == Array(Self.bytes[99_990...]))
      #expect(try Self.read(file, at: 100_000, count: 100) == [])
      #expect(try Self.read(file, at: .max, count: 100) == [])
      #expect(try Self.read(file, at: 0, count: 0) == [])
    }
  }

  @Test func nothingIsToBeSeenInTheFolder() throws {
    try Self.run { files, folder in
      let file = try files.make(for: "one")
      try Self.append(Self.bytes, to: file)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      var status = stat()
      #expect(stat(folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
      #expect(file.length == 100_000)
    }
  }

  @Test func anOwnerHasSoManyFiles() throws {
    try Self.run(.init(filesPerOwner: 2, reserve: 0)) { files, _ in
      var held = [try files.make(for: "one"), try files.make(for: "one")]
      #expect(throws: TemporaryFileError.full("one has 2 files already")) { try files.make(for: "one") }
      #expect(try files.make(for: "other").length == 0)
      held.removeLast()
      held.append(try files.make(for: "one"))
      #expect(held.count == 2)
    }
  }

  @Test func anOwnersFilesHoldSoManyBytes() throws {
    try Self.run(.init(bytesPerOwner: 100, reserve: 0)) { files, _ in
      let first = try files.make(for: "one")
      try Self.append(Self.bytes.prefix(60), to: first)
      var second: TemporaryFile? = try files.make(for: "one")
      try Self.append(Self.bytes.prefix(40), to: second!)
      #expect(throws: TemporaryFileError.full("the files of one hold 100 bytes already")) {
        try Self.append([1], to: first)
      }
      try Self.append(Self.bytes.prefix(100), to: try files.make(for: "other"))
      second = nil
      try Self.append(Self.bytes.prefix(40), to: first)
      #expect(first.length == 100)
    }
  }

  @Test func theDiskKeepsRoomForOthers() throws {
    try Self.run(.init(reserve: .max)) { files, _ in
      let file = try files.make(for: "one")
      #expect {
        try Self.append([1], to: file)
      } throws: { error in
        guard case .full(let reason) = error as? TemporaryFileError else { return false }
        return reason.contains("are to stay so")
      }
      #expect(file.length == 0)
    }
  }

  @Test func tellsThatAFolderTakesNone() throws {
    let files = TemporaryFiles(folder: "/proc/none", limits: .init(reserve: 0))
    #expect(throws: TemporaryFileError.failed(ENOENT, "making a folder for files")) { try files.make(for: "one") }
    // The place was given back.
    #expect(throws: TemporaryFileError.failed(ENOENT, "making a folder for files")) { try files.make(for: "one") }
  }
}
