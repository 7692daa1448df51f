/// The members of a JSON object, in the order in which they were written.
///
/// Look-up by key is linear: objects of this product have a handful of members, and whoever reads many walks
/// ``members`` once.
public struct JSONObject: Sendable {
  public struct Member: Sendable, Hashable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var members: [Member]

  public init(_ members: [(String, JSONValue)] = []) {
    self.members = members.map { Member($0.0, $0.1) }
  }

  init(parsed members: [Member]) {
    self.members = members
  }

  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      if let index = members.firstIndex(where: { $0.key == key }) {
        if let newValue { members[index].value = newValue } else { members.remove(at: index) }
      } else if let newValue {
        members.append(Member(key, newValue))
      }
    }
  }
}

// Two objects are equal when they hold the same members, in whatever order (RFC 8259, section 4).
extension JSONObject: Hashable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members.count == right.members.count && left.sorted() == right.sorted()
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(sorted())
  }

  /// The members in the order of their keys: the form in which two objects compare and fingerprints are taken.
  package func sorted() -> [Member] { members.sorted { $0.key < $1.key } }
}
