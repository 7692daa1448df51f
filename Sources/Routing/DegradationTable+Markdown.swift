import Model

extension DegradationTable {
  /// A channel of the printed table.
  public struct Column: Sendable, Hashable {
    public var channel: String
    public var traits: ChannelTraits

    public init(channel: String, traits: ChannelTraits) {
      self.channel = channel
      self.traits = traits
    }
  }

  /// The whole table in Markdown: one section for each operation, rows for where it happens, columns for who is to see it.
  /// Rows that say the same stand in one line.
  public static func markdown(for channels: [Column]) -> String {
    var lines: [String] = []
    for operation in MessageOperation.allCases {
      lines += [
        "| \(operation.rawValue), from | " + channels.map { "to \($0.channel)" }.joined(separator: " | ") + " |"
      ]
      lines += ["|" + String(repeating: "---|", count: channels.count + 1)]
      var rows: [(sources: [String], cells: [String])] = []
      for source in channels {
        let cells = channels.map { target in
          cell(outcome(of: operation, from: source.traits, to: target.traits))
        }
        if let index = rows.firstIndex(where: { $0.cells == cells }) {
          rows[index].sources.append(source.channel)
        } else {
          rows.append((sources: [source.channel], cells: cells))
        }
      }
      for row in rows {
        let sources = row.sources.count == channels.count ? "any" : row.sources.joined(separator: ", ")
        lines.append("| \(sources) | " + row.cells.joined(separator: " | ") + " |")
      }
      lines.append("")
    }
    return lines.dropLast().joined(separator: "\n")
  }

  private static func cell(_ outcome: OperationOutcome) -> String {
    switch outcome.class {
    case .native: "native"
    case .degraded: "`\(outcome.rawValue)`"
    case .impossible: "-"
    }
  }
}
