import ArgumentParser
import Foundation

extension SettingReader {
  /// The address under which platforms reach the gateway, without a slash at its end.
  func publicURL(flag: String?) throws -> Setting<String?> {
    var setting = try optionalText("public-url", flag: flag)
    guard let text = setting.value else { return setting }
    guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
      ["http", "https"].contains(scheme), url.host?.isEmpty == false, url.query == nil, url.fragment == nil,
      url.user == nil
    else {
      throw ValidationError(
        "\(setting.place) must be an http or https address without a query, like https://chat.example.org.")
    }
    setting.value = text.hasSuffix("/") ? String(text.dropLast()) : text
    return setting
  }
}
