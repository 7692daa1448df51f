import ArgumentParser
import Connectors
import Foundation
import JSON
import PluginTools

struct PluginVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Proves that a connector's library keeps to the interface, in any language.",
    discussion: """
      Every check runs in a process of its own, so a library that crashes or hangs fails that check and no other. Settings \
      are made up from the connector's config_schema; --settings goes before them. What needs the platform, such as signed \
      callbacks, comes from --fixtures.

      Example: chat4all plugin verify ./libchat4all-pager.so --fixtures verify/

      Exits with 0 when nothing is wrong, with 1 when a check fails, with 2 when there is nothing to check, and with 128 and \
      the signal's number when it is interrupted.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case junit
  }

  @Argument(help: "The connector's library.")
  var file: String?

  @Option(help: "Of a library with several connectors: the channel or id of the one to check.")
  var connector: String?

  @Option(
    parsing: .singleValue,
    help: "A check, such as descriptor.semver, or a group, such as async; may be given several times.")
  var only: [String] = []

  @Option(help: "A YAML file with settings of the connector, as under 'settings' in channels.yaml.")
  var settings: String?

  @Option(help: "A folder with recorded callbacks and answers of the platform; docs/plugin-verify.md describes it.")
  var fixtures: String?

  @Option(help: "An address on the platform, to send to.")
  var to: String?

  @Option(
    help: "A folder to which what hostile.transcripts compares is written: CHANNEL.inside.txt and CHANNEL.apart.txt.")
  var transcripts: String?

  @Option(help: "The seed of all random numbers; a run with the same one is the same.")
  var seed: UInt64?

  @Option(help: "How many seconds one check may take, 1 to 600.")
  var timeout = 20

  @Option(help: "How many MiB of address space a check's process may use, 256 to 65536.")
  var memory = 4_096

  @Option(help: "text, json or junit.")
  var format = Format.text

  @Flag(help: "List the checks, and what each proves.")
  var list = false

  func validate() throws {
    guard file != nil || list else { throw ValidationError("Name the library: chat4all plugin verify FILE.so") }
    guard (1...600).contains(timeout) else { throw ValidationError("--timeout must be 1 to 600.") }
    guard (256...65_536).contains(memory) else { throw ValidationError("--memory must be 256 to 65536.") }
  }

  func run() throws {
    guard !list else { return listChecks() }
    do {
      var verification = Verification(library: file ?? "", seed: seed ?? UInt64.random(in: 1...999_999))
      verification.connector = connector
      verification.only = only
      verification.fixtures = fixtures
      verification.recipient = to
      verification.transcripts = transcripts
      verification.timeout = .seconds(timeout)
      verification.memoryLimit = UInt64(memory) << 20
      if let settings {
        verification.settings = try ChannelsFile.loadSettings(
          contentsOf: settings, environment: ProcessInfo.processInfo.environment)
      }
      Interruption.watch()
      try verify(verification)
    } catch let interruption as Interruption {
      throw ExitCode(interruption.exitStatus)
    } catch let error as UnusableInput {
      throw ExitCode.unusable(error)
    } catch let error as ConfigurationError {
      throw ExitCode.unusable(error)
    }
  }

  private func verify(_ verification: Verification) throws {
    let begin = ContinuousClock.now
    let described = try verification.describe()
    var report = TextReport(
      library: verification.library, seed: verification.seed, hasColours: format == .text && isatty(1) == 1)
    if format == .text { print(report.head(described), terminator: "") }
    var results: [CheckResult] = []
    try verification.run(described) { result in
      results.append(result)
      guard format == .text else { return }
      print(report.lines(result))
      fflush(nil)
    }
    switch format {
    case .text: print(report.summary(took: ContinuousClock.now - begin))
    case .json:
      print(
        text(
          JSONReport.make(
            library: verification.library, seed: verification.seed, described: described, results: results)))
    case .junit:
      print(JUnitReport.make(library: verification.library, seed: verification.seed, results: results))
    }
    if results.contains(where: \.ending.isBad) { throw ExitCode(1) }
  }

  private func listChecks() {
    for check in CheckCatalogue.all { print("\(check.id)\n    \(check.proves)") }
  }
}
