// Where the tests begin. The package manager takes a file of this name as it is; without it, it indexes everything to look for
// tests of XCTest, of which there are none.

import Testing

@main enum XCTMain {
  static func main() async {
    // `swift test` calls for XCTest as well, by name or by none.
    let library = CommandLine.arguments.drop { $0 != "--testing-library" }.dropFirst().first
    guard library == "swift-testing" else { return }
    await Testing.__swiftPMEntryPoint() as Never
  }
}
