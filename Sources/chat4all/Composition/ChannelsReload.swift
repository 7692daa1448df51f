import Connectors
import Gateway
import Logging
import Model

/// Reads channels.yaml again while the gateway runs, and has everybody go by what it says.
struct ChannelsReload: Sendable {
  /// How long sends under way over a changed account may take to end.
  static let deadline = Duration.seconds(10)

  let host: ConnectorHost
  let table: ChannelTable
  let owner: PartitionOwner
  let logger: Logger
  let read: @Sendable () throws -> [ChannelAccountConfiguration]

  @Sendable func run() async throws -> ChannelReload {
    do {
      let report = try await host.reload(read(), deadline: Self.deadline) { accounts in
        table.adopt(accounts)
        owner.adopt(accounts, table: table.routing)
      }
      logger.notice(
        "the channel accounts were read again",
        metadata: [
          "added": "\(report.added)", "removed": "\(report.removed)", "changed": "\(report.changed)",
          "unchanged": "\(report.unchanged.count)",
        ])
      return ChannelReload(
        added: report.added, removed: report.removed, changed: report.changed, unchanged: report.unchanged)
    } catch {
      logger.error("the channel accounts stay as they are", metadata: ["error": "\(error)"])
      throw Self.told(error)
    }
  }

  private static func told(_ error: any Error) -> any Error {
    let fields: [FieldError]
    switch error {
    case let error as ConfigurationError:
      fields = error.issues.map { issue in
        FieldError(issue.line > 0 ? "\(issue.file):\(issue.line):\(issue.column)" : issue.file, issue.message)
      }
    case let error as ConnectorHostErrors:
      if let busy = error.errors.first(where: { $0.code == .busy }) { return GatewayError(.conflict, busy.message) }
      fields = error.errors.map { fault in
        FieldError(
          fault.position.map { "\($0.file):\($0.line):\($0.column)" } ?? "channels.yaml",
          fault.account.isEmpty ? fault.message : "account '\(fault.account)': \(fault.message)")
      }
    default:
      return error
    }
    return GatewayError(.validationFailed, "channels.yaml has mistakes. Nothing was changed.", fields: fields)
  }
}
