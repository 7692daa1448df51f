public import ArgumentParser
public import Confinement
import Glibc

extension Confinement.Level: ExpressibleByArgument {}

/// What `serve` can be told about the processes that connectors run in; a connector's process is told the same.
struct ConfinementOptions: ParsableArguments {
  @Option(
    help: """
      What a connector's process may do: required (nothing runs where the kernel cannot confine it), best-effort, or off.
      """)
  var connectorConfinement: Confinement.Level?

  @Option(help: "MiB of memory that a connector's process may use.")
  var connectorMemory: Int?

  @Option(help: "Threads that a connector's process may have.")
  var connectorThreads: Int?

  @Option(help: "Whom connectors' processes belong to when the gateway runs as root: a name, or UID:GID.")
  var connectorUser: String?

  func resolve(_ reader: SettingReader) throws -> ConfinementSettings {
    ConfinementSettings(
      level: try reader.choice("connector-confinement", flag: connectorConfinement, default: .bestEffort),
      memory: try reader.integer("connector-memory", flag: connectorMemory, default: 512, in: 64...1 << 20),
      threads: try reader.integer("connector-threads", flag: connectorThreads, default: 128, in: 16...4096),
      user: try reader.account("connector-user", flag: connectorUser))
  }
}

/// What `serve` was told about connectors' processes, resolved.
struct ConfinementSettings {
  var level: Setting<Confinement.Level>
  /// In MiB.
  var memory: Setting<Int>
  var threads: Setting<Int>
  var user: Setting<Confinement.User?>

  /// For a process that loads the plugin at `path`.
  func policy(plugin path: String) -> Confinement.Policy {
    Confinement.Policy(
      level: level.value, memory: UInt64(memory.value) << 20, threads: UInt64(threads.value), user: user.value,
      readablePaths: ReadableFiles.plugin(path))
  }

  /// What tells the same to a child of this executable, on its command line.
  var arguments: [String] {
    let user = user.value.map { ["--connector-user", $0.description] } ?? []
    return [
      "--connector-confinement", level.value.rawValue, "--connector-memory", "\(memory.value)", "--connector-threads",
      "\(threads.value)",
    ] + user
  }
}

extension SettingReader {
  /// A user of this machine who is not root.
  fileprivate func account(_ name: String, flag: String?) throws -> Setting<Confinement.User?> {
    let text = try optionalText(name, flag: flag)
    guard let wanted = text.value else { return Setting(name: name, value: nil, source: text.source) }
    guard let user = Confinement.User(wanted) ?? Self.user(named: wanted) else {
      throw ValidationError(
        "\(text.place) must be a user of this machine other than root, by name or as UID:GID; it is '\(wanted)'.")
    }
    return Setting(name: name, value: user, source: text.source)
  }

  private static func user(named name: String) -> Confinement.User? {
    guard let entry = getpwnam(name) else { return nil }
    return Confinement.User(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
  }
}
