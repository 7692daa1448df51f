/// A header of HTTP; names are compared without regard to case.
public struct HTTPHeader: Sendable, Hashable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [HTTPHeader] {
  /// The value of the first header of that name, which has to be given in lower case.
  func first(_ name: String) -> String? {
    first { $0.name == name || $0.name.lowercased() == name }?.value
  }
}
