/// What a new connector is called, in the spellings in which its project needs it.
///
/// The templates are written for a connector named `new-channel`; each spelling of that stands for the same spelling of
/// the name.
public struct ConnectorName: Sendable, Equatable {
  /// The longest name, in characters: with `libchat4all-` and the like it stays within every limit.
  public static let longest = 40

  /// Channels that every gateway has.
  private static let reserved: Set = ["internal", "all"]

  /// As it was given: the channel's name, and a part of the library's.
  public let kebab: String

  /// - Throws: `ConnectorProjectError` with code `.badName`, which says what would be right.
  public init(_ text: String) throws(ConnectorProjectError) {
    guard !Self.reserved.contains(text) else {
      throw ConnectorProjectError(
        code: .badName, message: "'\(text)' is no name for a connector: as a channel it means something of its own")
    }
    guard Self.isValid(text) else {
      let suggestion = Self.nearest(to: text).map { ", such as '\($0)'" } ?? ""
      throw ConnectorProjectError(
        code: .badName,
        message: """
          '\(text)' is no name for a connector: it has to be 1 to \(Self.longest) of a-z and 0-9, beginning with a letter, \
          with single hyphens between words\(suggestion)
          """)
    }
    kebab = text
  }

  /// For identifiers of C and Rust.
  public var snake: String { words.joined(separator: "_") }
  /// For types.
  public var pascal: String { words.map(Self.capitalised).joined() }
  /// For people.
  public var title: String { words.map(Self.capitalised).joined(separator: " ") }

  /// A text of a template, with this name in place of the template's own.
  func replacing(in text: String) -> String {
    text.replacing("new-channel", with: kebab).replacing("new_channel", with: snake)
      .replacing("NewChannel", with: pascal).replacing("New Channel", with: title)
  }

  private var words: [Substring] { kebab.split(separator: "-") }

  private static func capitalised(_ word: Substring) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  private static func isValid(_ text: String) -> Bool {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    return text.utf8.count <= longest && words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isPlain) }
      && text.utf8.first.map { $0 >= UInt8(ascii: "a") } == true
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The valid name that the author may have meant; nil where there is none.
  private static func nearest(to text: String) -> String? {
    var name = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar.isASCII, isPlain(UInt8(scalar.value)) {
        name.unicodeScalars.append(scalar)
      } else if !name.isEmpty, name.last != "-" {
        name += "-"
      }
    }
    name = String(name.prefix(longest))
    while name.last == "-" { name.removeLast() }
    return isValid(name) ? name : nil
  }
}
