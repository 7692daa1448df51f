import Confinement
import Foundation
import Glibc
import Testing

/// What connectors and their run-times need goes on working.
@Suite struct NeedsTests {
  @Test(arguments: [
    "start_thread", "signal_itself", "wait_for_events", "convert_text", "know_the_time_zone", "get_random",
  ])
  func worksAsBefore(attempt: String) throws {
    let finding = try Probe().attempt(attempt)
    #expect(finding.outcome == 0)
    #expect(finding.signal == nil)
  }

  @Test func theSocketThatItWasGivenWorks() async throws {
    var sockets: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
    let ends = sockets.map { FileHandle(fileDescriptor: $0, closeOnDealloc: true) }
    // The answer is there before it is asked for.
    try ends[1].write(contentsOf: Data("x".utf8))
    var probe = Probe()
    probe.standardInput = ends[0]
    #expect(try probe.attempt("talk_over_given_socket").outcome == 0)
    #expect(try ends[1].read(upToCount: 1) == Data("x".utf8))
  }

  /// In C, and in Swift with its run-time.
  @Test(arguments: ["echo", "chaos", "telegram", "whatsapp"])
  func pluginsAreLoaded(name: String) throws {
    let path = Probe.folder.appending(path: "libchat4all-\(name).so").path
    let finding = try Probe(readablePaths: ReadableFiles.plugin(path)).attempt("load_plugin", path)
    #expect(finding.outcome == 0)
  }

  @Test(.enabled(if: RustPlugin.compiler != nil, "there is no rustc here"))
  func rustRunsToo() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "confinement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try RustPlugin.build(in: folder)
    let finding = try Probe(readablePaths: ReadableFiles.plugin(path)).attempt("load_plugin", path)
    #expect(finding.outcome == 0)
  }

  @Test(.enabled(if: Kernel.hasLandlock, "this kernel has no Landlock"))
  func aPluginThatWasNotNamedIsNot() throws {
    let path = Probe.folder.appending(path: "libchat4all-echo.so").path
    #expect(try Probe().attempt("load_plugin", path).outcome == ENOENT)
  }

  @Test func librariesBesideAPluginMayBeReadAndNothingElse() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "confinement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["a.so", "libb.so.1", "channels.yaml", "key.pem"] {
      try Data().write(to: folder.appending(path: name))
    }
    let names = Set(ReadableFiles.plugin(folder.path + "/a.so").map { $0.split(separator: "/").last.map(String.init) })
    #expect(names == ["a.so", "libb.so.1"])
  }
}
