import ArgumentParser
import ConnectorProjects

struct PluginNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begins a connector: a project that builds, passes its tests and works.",
    discussion: """
      The project holds all it needs: the interface, the layer for its language, a connector for an imaginary service with \
      its tests, and that service in miniature. No network, and no gateway, is needed to build and test it. \
      docs/write-a-connector.md goes on from there.

      Example: chat4all plugin new pager --lang rust && cd pager && make && make test
      """)

  @Argument(help: "What the connector and its channel are called: a-z, 0-9 and hyphens.")
  var name: String

  @Option(
    help: "The language: \(ProjectLanguage.allCases.map(\.rawValue).joined(separator: ", ")).", transform: language)
  var lang: ProjectLanguage

  @Option(help: ArgumentHelp("The folder to make. (default: the name, in this folder)", valueName: "dir"))
  var directory: String?

  func validate() throws {
    do { _ = try ConnectorName(name) } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let name = try ConnectorName(self.name)
    let directory = self.directory ?? name.kebab
    try ConnectorProject(name: name, language: lang).write(to: directory)
    print(
      """
      \(directory) is a connector in \(lang.title) for a channel '\(name.kebab)'. Next:

        cd \(directory)
        make           # builds libchat4all-\(name.kebab).so
        make test      # its own tests, without a gateway
        make verify    # what Chat4All says of it

      Its README.md says what to change first.
      """)
  }

  private static func language(_ text: String) throws -> ProjectLanguage {
    guard let language = ProjectLanguage(rawValue: text) else {
      let known = ProjectLanguage.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("There is no template for '\(text)'; there is one for each of \(known).")
    }
    return language
  }
}
