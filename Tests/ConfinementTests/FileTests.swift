import Foundation
import Glibc
import Testing

/// Which files can be read, and that none can be written.
@Suite struct FileTests {
  /// A folder with a file in it, gone after `body`.
  private func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "confinement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("secret".utf8).write(to: folder.appending(path: "file"))
    return try body(folder.path)
  }

  @Test(arguments: [
    "write_file", "append_file", "truncate_at_open", "truncate_file", "remove_file", "rename_file", "change_mode",
    "change_times",
  ])
  func aFileThatMayBeReadCannotBeChanged(attempt: String) throws {
    try withFolder { (folder: String) throws in
      let probe = Probe(readablePaths: [folder])
      #expect(try probe.attempt(attempt, folder + "/file").outcome == EROFS)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/file")) == Data("secret".utf8))
    }
  }

  @Test(arguments: ["make_file", "make_folder", "make_link"])
  func nothingCanBeMade(attempt: String) throws {
    try withFolder { (folder: String) throws in
      #expect(try Probe(readablePaths: [folder]).attempt(attempt, folder + "/new").outcome == EROFS)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test func aFileWithoutANameCannotBeMade() throws {
    try withFolder { (folder: String) throws in
      #expect(try Probe(readablePaths: [folder]).attempt("make_unnamed_file", folder).outcome == EROFS)
    }
  }

  @Test(.enabled(if: Kernel.hasLandlock, "this kernel has no Landlock"))
  func onlyWhatWasNamedCanBeRead() throws {
    try withFolder { (folder: String) throws in
      let file = folder + "/file"
      let finding = try Probe().attempt("read_file", file)
      #expect(finding.outcome == EACCES)
      #expect(finding.enforced.contains("reading"))
      #expect(try Probe().attempt("list_folder", folder).outcome == EACCES)
      #expect(try Probe().attempt("read_file", "/proc/self/root" + file).outcome == EACCES)
      #expect(try Probe().attempt("read_file", "/etc/passwd").outcome == EACCES)
      #expect(try Probe(readablePaths: [file]).attempt("read_file", file).outcome == 0)
      #expect(try Probe(readablePaths: [folder]).attempt("read_file", file).outcome == 0)
    }
  }

  @Test(.enabled(if: Kernel.hasLandlock, "this kernel has no Landlock"))
  func otherProcessesCannotBeReadOf() throws {
    #expect(try Probe().attempt("read_file", "/proc/\(getpid())/environ").outcome == EACCES)
    #expect(try Probe().attempt("read_file", "/proc/\(getpid())/cmdline").outcome == EACCES)
    #expect(try Probe().attempt("read_file", "/proc/self/status").outcome == 0)
  }
}
