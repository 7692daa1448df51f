import Glibc
import Testing

@testable import PluginTools

struct WorkFolderTests {
  @Test func isEmptyAndGoneAfterwards() throws {
    let folder = try WorkFolder()
    #expect(try TextFile.names(in: folder.path) == [])
    mkdir("\(folder.path)/closed", 0o700)
    try TextFile.write([1], to: "\(folder.path)/closed/file")
    try TextFile.write([1], to: "\(folder.path)/-rf *\n")
    symlink("/", "\(folder.path)/root")
    chmod("\(folder.path)/closed", 0)
    folder.remove()
    #expect(access(folder.path, F_OK) != 0)
    #expect(access("/", F_OK) == 0)
  }
}
