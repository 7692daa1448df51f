import Foundation
import Glibc
import Testing

/// Memory, descriptors, threads, sizes.
@Suite struct LimitTests {
  @Test func memoryEndsAtTheLimit() throws {
    let finding = try Probe(memory: 128).attempt("leak", "1024")
    #expect(finding.outcome == ENOMEM)
    #expect((64..<128).contains(finding.count))
    #expect(finding.enforced.contains("memory"))
    #expect(try Probe(level: .off).attempt("leak", "256").outcome == 0)
  }

  @Test(arguments: [
    ("map_private", ENOMEM), ("map_then_open", ENOMEM), ("map_shared", EPERM), ("map_growing", EPERM),
    ("make_memory_file", EPERM), ("make_shared_segment", EPERM), ("lock_memory", EPERM),
  ])
  func thereIsNoWayAroundTheLimitOfMemory(attempt: String, failure: Int32) throws {
    #expect(try Probe(memory: 128).attempt(attempt, "1024").outcome == failure)
  }

  @Test func descriptorsEndAtTheLimit() throws {
    let finding = try Probe(openFiles: 40).attempt("open_many", "/dev/null")
    #expect(finding.outcome == EMFILE)
    #expect((20...40).contains(finding.count))
    #expect(finding.enforced.contains("open_files"))
  }

  @Test(.enabled(if: Kernel.hasUserNamespaces, "this kernel gives this user no user namespace"))
  func threadsEndAtTheLimit() throws {
    let finding = try Probe(threads: 20, user: "65534:65534").attempt("start_threads")
    #expect(finding.enforced.contains("threads"))
    #expect(finding.outcome == EAGAIN)
    #expect(finding.count == 19)
  }

  @Test(.enabled(if: Kernel.isRoot, "only root's threads are not counted"))
  func saysThatRootsThreadsAreNotCounted() throws {
    let finding = try Probe(threads: 20).attempt("nothing")
    #expect(finding.unavailable["threads"] == "the kernel does not count root's; name a user for connectors")
  }

  @Test func aFileThatWasGivenDoesNotGrow() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "confinement-\(UUID().uuidString)")
    try Data("some".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var probe = Probe()
    probe.standardInput = try FileHandle(forUpdating: file)
    #expect(try probe.attempt("write_given_file", "x").outcome == EFBIG)
    #expect(try probe.attempt("extend_given_file").outcome == EROFS)
    #expect(try Data(contentsOf: file) == Data("some".utf8))
  }

  @Test func limitsCannotBeRaisedAgain() throws {
    #expect(try Probe().attempt("raise_limit").outcome == EPERM)
  }
}
