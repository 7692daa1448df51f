import ArgumentParser
import OutboundHTTP

extension SettingReader {
  /// Blocks of addresses, separated by commas.
  func addresses(_ name: String, flag: String?) throws -> Setting<[CIDR]> {
    let text = try text(name, flag: flag, default: "")
    do {
      let blocks = try text.value.split(separator: ",").map { part throws(CIDR.Fault) in
        try CIDR(part.filter { $0 != " " })
      }
      return Setting(name: name, value: blocks, source: text.source)
    } catch {
      throw ValidationError("\(text.place): \(error).")
    }
  }
}
