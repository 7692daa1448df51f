import ArgumentParser
import Foundation

/// Turns flags, CHAT4ALL_SANDBOX_* variables and defaults into values, in this order of weight.
struct SettingReader {
  var environment: [String: String] = ProcessInfo.processInfo.environment

  static func variable(_ name: String) -> String {
    "CHAT4ALL_SANDBOX_" + name.uppercased().replacing("-", with: "_")
  }

  func optionalText(_ name: String, _ flag: String?) -> String? {
    flag ?? environment[Self.variable(name)].flatMap { $0.isEmpty ? nil : $0 }
  }

  func text(_ name: String, _ flag: String?, default fallback: String) -> String {
    optionalText(name, flag) ?? fallback
  }

  func optionalInteger(_ name: String, _ flag: Int?, in range: ClosedRange<Int>) throws -> Int? {
    var value = flag
    if value == nil, let text = optionalText(name, nil) {
      value = Int(text)
      guard value != nil else { throw wrong(name, range) }
    }
    guard let value else { return nil }
    guard range.contains(value) else { throw wrong(name, range) }
    return value
  }

  func integer(_ name: String, _ flag: Int?, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
    try optionalInteger(name, flag, in: range) ?? fallback
  }

  func isSet(_ name: String, _ flag: Bool) -> Bool {
    flag || ["1", "true", "yes"].contains(environment[Self.variable(name)]?.lowercased())
  }

  private func wrong(_ name: String, _ range: ClosedRange<Int>) -> ValidationError {
    ValidationError(
      "--\(name) (or \(Self.variable(name))) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
  }
}
