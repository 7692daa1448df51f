import FoundationEssentials
import JSON
import Model

extension JSONWriter {
  mutating func text(_ name: StaticString, _ value: String) {
    member(name, value)
  }

  mutating func textIfAny(_ name: StaticString, _ value: String?) {
    if let value { text(name, value) }
  }

  mutating func identifier(_ uuid: UUID) {
    uuid.withLowercaseText { plainString($0) }
  }

  mutating func time(_ name: StaticString, _ value: Timestamp) {
    value.withRFC3339 { member(name, plainString: $0) }
  }

  mutating func timeIfAny(_ name: StaticString, _ value: Timestamp?) {
    if let value { time(name, value) }
  }

  mutating func object(_ name: StaticString, _ value: JSONObject) {
    key(name)
    self.value(.object(value))
  }

  mutating func strings(_ name: StaticString, _ values: some Sequence<String>) {
    key(name)
    array { writer in
      for value in values { writer.string(value) }
    }
  }
}
