import ArgumentParser

/// How a command reaches a running sandbox.
struct ControlOptions: ParsableArguments {
  @Option(help: "The sandbox's address (default: what --address-file says, or http://127.0.0.1:9090).")
  var url: String?

  @Option(help: "The file that `sandbox serve --address-file` writes.")
  var addressFile: String?

  func connect() throws -> ControlClient {
    let reader = SettingReader()
    let file = reader.optionalText("address-file", addressFile).map(AddressFile.init)
    let url = reader.optionalText("url", url) ?? file?.read() ?? "http://127.0.0.1:\(Demo.port)"
    guard let target = HTTPTarget(url) else {
      throw ValidationError("--url must look like http://127.0.0.1:9090; it is '\(url)'.")
    }
    return ControlClient(target: target)
  }
}
