public import ArgumentParser
public import Logging
import Telemetry

#if canImport(Glibc)
  import Glibc
#endif

/// How records look on standard error.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// `text` on a terminal, else `json`.
  case auto
  case json
  case text
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

struct LogOptions: ParsableArguments {
  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel: Logger.Level?

  @Option(help: "json, text, or auto: text on a terminal.")
  var logFormat: LogFormat?

  func resolve(_ reader: SettingReader) throws -> LogSettings {
    LogSettings(
      level: try reader.choice("log-level", flag: logLevel, default: .info),
      format: try reader.choice("log-format", flag: logFormat, default: .auto))
  }
}

struct LogSettings {
  var level: Setting<Logger.Level>
  var format: Setting<LogFormat>

  /// A logger of this process; colours only on a terminal that has not refused them (https://no-color.org).
  func logger(_ label: String) -> Logger {
    let isTerminal = isatty(STDERR_FILENO) == 1
    let level = level.value
    switch format.value {
    case .json: return Logger(label: label) { JSONLogHandler(label: $0, level: level) }
    case .auto where !isTerminal: return Logger(label: label) { JSONLogHandler(label: $0, level: level) }
    case .text, .auto:
      let usesColour = isTerminal && getenv("NO_COLOR") == nil
      return Logger(label: label) { TerminalLogHandler(label: $0, level: level, usesColour: usesColour) }
    }
  }
}
