import CConnectorABI
import Connectors

/// What people write, and the memory that it comes in.
enum TextChecks {
  static let all = [limit, odd, whole, ends, borrowed]

  private static let limit = Check(
    .hostile, "text_limit", "A text of max_text_bytes is taken, an empty or a longer one ends properly.",
    rule: "6. c4a_descriptor.max_text_bytes", mend: "Split long texts, or lower max_text_bytes to what is really taken."
  ) { context in
    let account = try context.connected()
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    let most = Int(clamping: try context.descriptor().max_text_bytes)
    let usual = try context.send(account, try context.message(number: 1), "of an ordinary text")
    var message = try context.message(number: 2)
    message.text = []
    _ = try context.send(account, message, "of an empty text")
    guard most > 0, most <= 64 << 20 else { return }
    message.number = 3
    message.text = Array(repeating: UInt8(ascii: "a"), count: most)
    let result = try context.send(account, message, "of a text of max_text_bytes (\(most))")
    guard result.code == usual.code else {
      try context.fail(
        "a text of max_text_bytes (\(most)) ends with \(CheckContext.text(result))",
        expected: "\(usual.codeName), as a short one")
    }
    message.number = 4
    message.text = Array(repeating: UInt8(ascii: "a"), count: most + 1)
    _ = try context.send(account, message, "of a text of one byte over max_text_bytes")
  }

  private static let odd = Check(
    .hostile, "odd_text", "NUL, broken UTF-8, joined emoji, right-to-left marks and formats of any kind end properly.",
    rule: "1. c4a_str; Unknown values",
    mend: "Take ptr and len; replace what the platform cannot have; treat unknown formats as plain."
  ) { context in
    let account = try context.connected()
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    var texts: [[UInt8]] = [
      [0], [0, 0, 0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], Array("a\u{0}b".utf8),
      Array("👩‍👩‍👧‍👦 ‮abc ‏ é\u{0301}".utf8), Array("\u{FEFF}\u{2028}\u{2029}".utf8), Array("**_`[x](".utf8),
      Array("<b><i>x</b>&#0;&amp;<a href='".utf8), Array(repeating: 0x0A, count: 5_000),
      Array(String(repeating: "👍🏽", count: 3_000).utf8),
    ]
    for _ in 0..<20 {
      texts.append(
        (0..<Int.random(in: 1...300, using: &context.random)).map { _ in
          UInt8.random(in: 0...255, using: &context.random)
        })
    }
    for (index, text) in texts.enumerated() {
      for format in [0, 1, 2, 999] as [UInt32] {
        var message = try context.message(number: 1_000 + index)
        message.text = text
        message.format = format
        _ = try context.send(account, message, "of an odd text")
      }
    }
    try context.expectNone(.endedTwice, expected: "one complete() for each text")
  }

  private static let whole = Check(
    .hostile, "text_after_nul", "What stands behind a NUL in a text is sent too.",
    rule: "1. c4a_str: len is authoritative",
    mend: "Use len, never strlen()."
  ) { context in
    let account = try context.sender()
    try context.answerKindly()
    let before = context.bench.requests.count
    var message = try context.message(number: 2_000)
    message.text = Array("before\u{0}BehindTheNul".utf8)
    _ = try context.send(account, message, "of a text with a NUL")
    let sent = context.bench.requests.dropFirst(before).flatMap(\.bytes)
    try context.require(Bytes.contain(sent, Array("before".utf8)), "texts are not sent as they are")
    guard Bytes.contain(sent, Array("BehindTheNul".utf8)) else {
      try context.fail(
        "the text is cut at a NUL", expected: "all of its \(message.text.count) bytes, the NUL replaced or escaped")
    }
  }

  private static let ends = Check(
    .hostile, "string_end", "It reads nothing behind the end of strings.", rule: "1. c4a_str",
    mend: "Read len bytes; there is one NUL behind them, and nothing else."
  ) { context in
    try context.made().destroy()
    context.bench.lay(BenchMemory(kind: .fencedStrings))
    _ = try CompatibilityChecks.live(context)
  }

  private static let borrowed = Check(
    .hostile, "borrowed_memory", "It keeps no pointer to what it was handed for a call.", rule: "Ownership",
    mend: "Copy what you need later: the message's fields, the request's body, the response."
  ) { context in
    try context.made().destroy()
    context.bench.lay(BenchMemory(kind: .vanishing))
    _ = try CompatibilityChecks.live(context)
  }
}
