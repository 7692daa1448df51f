import CConnectorABI
import Foundation
import Testing

/// The header is a promise for years: what is checked here may grow and never change.
struct LayoutTests {
  @Test func structsHaveTheirReleasedSizes() {
    #expect(MemoryLayout<c4a_str>.size == 16)
    #expect(MemoryLayout<c4a_kv>.size == 32)
    #expect(MemoryLayout<c4a_message>.size == 184)
    #expect(MemoryLayout<c4a_file_message>.size == 96)
    #expect(MemoryLayout<c4a_change>.size == 192)
    #expect(MemoryLayout<c4a_webhook_request>.size == 136)
    #expect(MemoryLayout<c4a_result>.size == 72)
    #expect(MemoryLayout<c4a_event>.size == 248)
    #expect(MemoryLayout<c4a_attachment>.size == 88)
    #expect(MemoryLayout<c4a_webhook_response>.size == 40)
    #expect(MemoryLayout<c4a_http_part>.size == 80)
    #expect(MemoryLayout<c4a_http_request>.size == 120)
    #expect(MemoryLayout<c4a_http_response>.size == 80)
    #expect(MemoryLayout<c4a_host>.size == 128)
    #expect(MemoryLayout<c4a_connector>.size == 88)
    #expect(MemoryLayout<c4a_operations>.size == 48)
    #expect(MemoryLayout<c4a_descriptor>.size == 192)
    #expect(MemoryLayout<c4a_plugin>.size == 24)
  }

  @Test func resultCodesHaveTheirReleasedNumbers() {
    let codes = [
      C4A_OK, C4A_RETRY, C4A_RATE_LIMITED, C4A_PERMANENT, C4A_UNSUPPORTED, C4A_TOO_LARGE, C4A_BLOCKED, C4A_NOT_FOUND,
      C4A_AUTH_FAILED, C4A_BAD_CONFIG, C4A_UNCERTAIN, C4A_CANCELLED, C4A_TIMEOUT, C4A_STALE, C4A_INVALID,
      C4A_WRONG_STATE,
      C4A_BUFFER_TOO_SMALL,
    ]
    #expect(codes == [0, 100, 101, 200, 201, 202, 203, 204, 300, 301, 400, 401, 402, 900, 901, 902, 903])
    #expect(
      [
        C4A_EVENT_MESSAGE, C4A_EVENT_SENT, C4A_EVENT_DELIVERED, C4A_EVENT_READ, C4A_EVENT_FAILED, C4A_EVENT_EDITED,
        C4A_EVENT_DELETED, C4A_EVENT_REACTION, C4A_EVENT_TYPING, C4A_EVENT_DELIVERED_UP_TO, C4A_EVENT_READ_UP_TO,
        C4A_EVENT_MEMBER_JOINED, C4A_EVENT_MEMBER_LEFT, C4A_EVENT_CHAT_MOVED, C4A_EVENT_ADDRESS_MOVED, C4A_EVENT_OTHER,
      ] == Array(1...16)
    )
  }

  /// Every field of every struct stands in abi.c, where the compiler checks its place.
  @Test func everyFieldIsPinned() throws {
    let root = Plugins.package.appending(path: "Sources/CConnectorABI")
    let header = try String(contentsOf: root.appending(path: "include/chat4all/connector.h"), encoding: .utf8)
    let pinned = try String(contentsOf: root.appending(path: "abi.c"), encoding: .utf8)
    let plain = header.replacing(/\/\*(.|\n)*?\*\//, with: "")
    var structs = 0
    for match in plain.matches(of: /typedef struct (c4a_\w+) \{([^}]*)\}/) {
      structs += 1
      #expect(pinned.contains("SIZE(\(match.1), "))
      for declaration in match.2.split(separator: ";") {
        let function = declaration.firstMatch(of: /\(\*(\w+)\)/)?.1
        guard let field = function ?? declaration.firstMatch(of: /(\w+)\s*$/)?.1 else { continue }
        #expect(pinned.contains("FIELD(\(match.1), \(field), "), "\(match.1).\(field)")
      }
    }
    #expect(structs == 18)
  }

  @Test(arguments: [
    ("c", "cc", "-std=c11"), ("cc", "c++", "-std=c++11"), ("cc", "c++", "-std=c++20"),
  ]) func compilesWithoutAWarning(suffix: String, compiler: String, standard: String) throws {
    let file = try Plugins.temporaryFolder() + "/use.\(suffix)"
    let source = """
      #include <chat4all/connector.h>
      #include <chat4all/connector.h>
      static const c4a_str name = C4A_LITERAL("x");
      int main(void) { return c4a_equal(name, c4a_text("x")) ? 0 : 1; }
      """
    try source.write(toFile: file, atomically: true, encoding: .utf8)
    try Plugins.run(
      compiler,
      [standard, "-Wall", "-Wextra", "-Wpadded", "-pedantic", "-Werror", "-I", Plugins.include, "-fsyntax-only", file]
    )
  }
}
