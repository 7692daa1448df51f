import ArgumentParser
import Foundation

/// Where a setting's value comes from.
enum SettingSource: String {
  case flag
  case environment
  case `default`
}

/// One resolved setting.
struct Setting<Value> {
  /// The flag without its dashes, such as `data-dir`.
  var name: String
  var value: Value
  var source: SettingSource

  var variable: String { Self.variable(name) }

  /// What complaints call it: the flag or the variable, whichever gave the value.
  var place: String { source == .flag ? "--\(name)" : variable }

  static func variable(_ name: String) -> String {
    "CHAT4ALL_" + name.uppercased().replacing("-", with: "_")
  }
}

/// Turns flags, variables and defaults into settings, in this order of weight.
struct SettingReader {
  var environment: [String: String] = ProcessInfo.processInfo.environment

  func read<Value>(
    _ name: String, flag: Value?, default fallback: Value, meaning: String, parse: (String) -> Value?
  ) throws -> Setting<Value> {
    if let flag { return Setting(name: name, value: flag, source: .flag) }
    let variable = Setting<Value>.variable(name)
    guard let text = environment[variable], !text.isEmpty else {
      return Setting(name: name, value: fallback, source: .default)
    }
    guard let value = parse(text) else {
      throw ValidationError("\(variable) must be \(meaning); it is '\(text)'.")
    }
    return Setting(name: name, value: value, source: .environment)
  }

  func text(_ name: String, flag: String?, default fallback: String) throws -> Setting<String> {
    try read(name, flag: flag, default: fallback, meaning: "a text") { $0 }
  }

  func optionalText(_ name: String, flag: String?) throws -> Setting<String?> {
    try read(name, flag: flag.map(Optional.some), default: nil, meaning: "a text") { $0 }
  }

  func integer(
    _ name: String, flag: Int?, default fallback: Int, in range: ClosedRange<Int>
  ) throws -> Setting<Int> {
    let meaning = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    let setting = try read(name, flag: flag, default: fallback, meaning: meaning) { Int($0) }
    guard range.contains(setting.value) else {
      throw ValidationError("\(setting.place) must be \(meaning); it is \(setting.value).")
    }
    return setting
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, flag: Value?, default fallback: Value
  ) throws -> Setting<Value> where Value.RawValue == String {
    let meaning = "one of " + Value.allCases.map(\.rawValue).joined(separator: ", ")
    return try read(name, flag: flag, default: fallback, meaning: meaning) { Value(rawValue: $0) }
  }
}
