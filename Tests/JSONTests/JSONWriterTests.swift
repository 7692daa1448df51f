import JSON
import Testing

struct JSONWriterTests {
  private func text(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func separatesMembersAndElements() {
    let result = text { writer in
      writer.object { writer in
        writer.key("a")
        writer.array { writer in
          writer.integer(1)
          writer.null()
          writer.bool(true)
          writer.array { _ in }
        }
        writer.key("b")
        writer.object { _ in }
        writer.key("c")
        writer.string("x")
      }
    }
    #expect(result == #"{"a":[1,null,true,[]],"b":{},"c":"x"}"#)
  }

  @Test func escapesWhatStringsMayNotHold() {
    #expect(text { $0.string("\"\\\n\r\t\u{8}\u{1F}/é\u{7F}") } == #""\"\\\n\r\t\u0008\u001f/é"# + "\u{7F}\"")
  }

  @Test func writesMembersInOnePiece() {
    let result = text { writer in
      writer.object { writer in
        writer.member("a", "é")
        writer.member("b", "two\n\"lines\"")
        writer.member("c", "")
        writer.key("d")
        writer.integer(4)
      }
    }
    #expect(result == #"{"a":"é","b":"two\n\"lines\"","c":"","d":4}"#)
  }

  /// Strings are looked at in words of eight bytes: every byte, at every place of a word, beside letters of all lengths.
  @Test func escapesWhereverItIsDue() throws {
    for byte in UInt8(0)...0x7F {
      for place in 0..<18 {
        let text =
          String(repeating: "é", count: place / 2) + String(repeating: "a", count: place % 2)
          + String(UnicodeScalar(byte)) + String(repeating: "z", count: 17 - place)
        let written = JSONWriter.bytes(of: .string(text))
        // The parser takes no U+0000, which PostgreSQL cannot keep.
        if byte > 0 { #expect(try JSONParser.parse(written) == .string(text)) }
        let mustEscape = byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        #expect(written.contains(UInt8(ascii: "\\")) == mustEscape)
      }
    }
  }

  @Test(arguments: [
    (#"{"x":1}"#, #"{"a":0,"x":1,"b":2}"#), ("{}", #"{"a":0,"b":2}"#), ("{ \n }", #"{"a":0,"b":2}"#),
    (#"{"x":{"y":"}"}}"#, #"{"a":0,"x":{"y":"}"},"b":2}"#),
  ])
  func takesOverTheMembersOfAnObject(_ raw: String, _ expected: String) {
    let result = text { writer in
      writer.object { writer in
        writer.key("a")
        writer.integer(0)
        writer.rawMembers(ofObject: Array(raw.utf8))
        writer.key("b")
        writer.integer(2)
      }
    }
    #expect(result == expected)
  }

  @Test func takesOverRawMembersFirst() {
    let result = text { writer in
      writer.object { writer in
        writer.rawMembers(ofObject: Array("{}".utf8))
        writer.rawMembers(ofObject: Array(#"{"x":1}"#.utf8))
        writer.key("y")
        writer.raw("[1]".utf8)
      }
    }
    #expect(result == #"{"x":1,"y":[1]}"#)
  }

  @Test func equalValuesHaveEqualCanonicalBytes() throws {
    let left = try JSONParser.parse(#"{"b":[{"y":1,"x":2}],"a":null}"#)
    let right = try JSONParser.parse(#"{ "a":null, "b":[{"x":2,"y":1}] }"#)
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(JSONWriter.canonicalBytes(of: left) == JSONWriter.canonicalBytes(of: right))
    #expect(JSONWriter.bytes(of: left) != JSONWriter.bytes(of: right))
  }
}
