import JSON

/// What `plugin inspect` prints for people.
package enum InspectReport {
  package static func text(_ described: LibraryReport) -> String {
    if let problem = described.problem {
      let expected = described.expected.map { "\nexpected: \($0)" } ?? ""
      return "this library cannot be used: \(problem)\(expected)"
    }
    return described.connectors.map { text($0.json) }.joined(separator: "\n\n")
  }

  private static func text(_ json: JSONValue) -> String {
    func field(_ name: String) -> String { json[name]?.stringValue ?? "" }
    func list(_ name: String) -> String {
      let names = json[name]?.arrayValue?.compactMap(\.stringValue) ?? []
      return names.isEmpty ? "none" : names.joined(separator: ", ")
    }
    func limit(_ name: String) -> String {
      json[name]?.integerValue.map { $0 == 0 ? "no limit" : "\($0) bytes" } ?? "no limit"
    }
    var lines = [
      "\(field("display_name")) \(field("version"))", row("id", field("id")), row("channel", field("channel")),
      row("vendor", [field("vendor"), field("license"), field("url")].filter { !$0.isEmpty }.joined(separator: ", ")),
      row(
        "interface",
        "built with \(json["abi"]?.integerValue ?? 0), needs \(json["min_host_abi"]?.integerValue ?? 0) or newer"),
      row("capabilities", list("capabilities")), row("functions", list("functions")),
      row("extensions", list("extensions")), row("contacts", list("egress_hosts")),
      row("longest text", limit("max_text_bytes")), row("largest file", limit("max_file_bytes")),
    ]
    if json["may_block"] == true { lines.append(row("calls", "may wait")) }
    if let unknown = json["unknown_capabilities"]?.stringValue, unknown != "0" {
      lines.append(row("and", "capabilities that this version does not know: 0x\(unknown)"))
    }
    return (lines + settings(json["config_schema"])).joined(separator: "\n")
  }

  private static func settings(_ schema: JSONValue?) -> [String] {
    guard let properties = schema?["properties"]?.objectValue?.members, !properties.isEmpty else {
      return [row("settings", schema == nil || schema == .null ? "not described" : "none")]
    }
    let required = schema?["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let width = properties.map(\.key.count).max() ?? 0
    return ["settings"]
      + properties.map { property in
        var notes = [property.value["type"]?.stringValue ?? "anything"]
        if required.contains(property.key) { notes.append("required") }
        if property.value["writeOnly"]?.boolValue == true { notes.append("secret") }
        if property.value["format"]?.stringValue == "uri" { notes.append("its host may be contacted") }
        if let value = property.value["default"] {
          notes.append("default \(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self))")
        }
        let about = property.value["description"]?.stringValue.map { ": \($0)" } ?? ""
        let name = property.key + String(repeating: " ", count: width - property.key.count)
        return "  \(name)  \(notes.joined(separator: ", "))\(about)"
      }
  }

  private static func row(_ name: String, _ value: String) -> String {
    name + String(repeating: " ", count: 14 - name.count) + value
  }
}
