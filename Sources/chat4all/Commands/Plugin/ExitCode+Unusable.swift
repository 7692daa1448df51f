import ArgumentParser
import Foundation

extension ExitCode {
  /// The exit code 2 of the commands for plugins, for what they were given and cannot use; says why on standard error.
  static func unusable(_ input: any Error) -> ExitCode {
    FileHandle.standardError.write(Data("Error: \(input)\n".utf8))
    return ExitCode(2)
  }
}
