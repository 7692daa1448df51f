extension ChildProcess {
  /// The process of an account: one that runs its connector, or one that is a link to the host which does.
  convenience init(
    executable: String, account: String, of request: PluginRequest, confinement: [String], prints: Bool = false
  ) throws(StartFailure) {
    guard let remote = request.remote else {
      try self.init(executable: executable, label: account, confinement: confinement, prints: prints)
      return
    }
    let arguments = [
      "connector-link", "--host", remote.address, "--certificate", remote.certificate, "--key", remote.key,
      "--authority", remote.authority, "--plugin", request.shortName, "--", account,
    ]
    try self.init(executable: executable, arguments: arguments)
  }
}
