import ArgumentParser

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Prints every setting, its value and where the value comes from.",
    usage: "chat4all config <options>", discussion: "Takes the options of serve. Secrets are masked.")

  @OptionGroup var serve: ServeCommand

  func run() throws {
    let lines = try serve.resolve().listing
    let width = lines.map(\.name.count).max() ?? 0
    let variableWidth = lines.map(\.variable.count).max() ?? 0
    for line in lines {
      let name = line.name.padded(to: width)
      print("\(name)  \(line.variable.padded(to: variableWidth))  \(line.value)  (\(line.source))")
    }
  }
}

extension String {
  /// Filled up with spaces on the right.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
