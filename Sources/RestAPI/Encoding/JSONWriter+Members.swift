import JSON
import Model

extension JSONWriter {
  mutating func text(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  mutating func textIfAny(_ name: String, _ value: String?) {
    if let value { text(name, value) }
  }

  mutating func time(_ name: String, _ value: Timestamp) {
    key(name)
    string(value.description)
  }

  mutating func timeIfAny(_ name: String, _ value: Timestamp?) {
    if let value { time(name, value) }
  }

  mutating func object(_ name: String, _ value: JSONObject) {
    key(name)
    self.value(.object(value))
  }

  mutating func strings(_ name: String, _ values: some Sequence<String>) {
    key(name)
    array { writer in
      for value in values { writer.string(value) }
    }
  }
}
