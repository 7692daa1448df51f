import Testing

@testable import Connectors

struct FrameTests {
  /// Takes bytes as a link does, `chunk` at a time; the frames as they are written again, and what was wrong.
  private func read(
    _ bytes: [UInt8], chunk: Int = .max, limit: Int = FrameFormat.maxFrame, fromChild: Bool = true
  ) -> (frames: [[UInt8]], error: FrameError?) {
    var inbox = FrameInbox(limit: limit)
    var frames: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      _ = inbox.fill { room in
        let count = min(room.count, chunk, rest.count)
        room.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
      }
      do throws(FrameError) {
        while let frame = try inbox.next({ (kind, reader) throws(FrameError) -> [UInt8] in
          var writer = FrameWriter()
          if fromChild {
            try ChildFrame(kind: kind, from: &reader, account: "one").encode(into: &writer)
          } else {
            try GatewayFrame(kind: kind, from: &reader, account: "one").encode(into: &writer)
          }
          return writer.bytes
        }) {
          frames.append(frame)
        }
      } catch {
        return (frames, error)
      }
    }
    return (frames, nil)
  }

  private func written(_ frame: ChildFrame) -> [UInt8] {
    var writer = FrameWriter()
    frame.encode(into: &writer)
    return writer.bytes
  }

  private func written(_ frame: GatewayFrame) -> [UInt8] {
    var writer = FrameWriter()
    frame.encode(into: &writer)
    return writer.bytes
  }

  /// Dictionaries have no order, so what was written is compared as often as it takes to be written the same way.
  private func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && one.sorted() == other.sorted()
  }

  @Test(arguments: [1, 2] as [UInt64]) func whatIsWrittenIsRead(seed: UInt64) {
    var samples = SampleFrames(seed: seed)
    for fromChild in [true, false] {
      let frames = (0..<200).map { _ in fromChild ? written(samples.fromChild()) : written(samples.fromGateway()) }
      for chunk in [Int.max, 1_000, 13] {
        let (found, error) = read(frames.flatMap(\.self), chunk: chunk, fromChild: fromChild)
        #expect(error == nil)
        #expect(found.count == frames.count)
        #expect(zip(found, frames).allSatisfy(isSame))
      }
    }
  }

  @Test(arguments: [5, 6] as [UInt64]) func aFrameThatEndsEarlyIsRefused(seed: UInt64) {
    var samples = SampleFrames(seed: seed)
    for _ in 0..<300 {
      var bytes = written(samples.fromChild())
      guard bytes.count > 6 else { continue }
      bytes.removeLast()
      let length = UInt32(bytes.count - 4)
      withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
      #expect(read(bytes).error != nil)
    }
  }

  @Test(arguments: [7, 8] as [UInt64]) func somethingLeftOverIsRefused(seed: UInt64) {
    var samples = SampleFrames(seed: seed)
    for _ in 0..<300 {
      var bytes = written(samples.fromChild()) + [0]
      let length = UInt32(bytes.count - 4)
      withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
      #expect(read(bytes).error != nil)
    }
  }

  @Test(arguments: [9, 10, 11] as [UInt64]) func damagedBytesAreReadOrRefused(seed: UInt64) {
    var samples = SampleFrames(seed: seed)
    var refused = 0
    for _ in 0..<1_000 {
      var bytes = written(samples.fromChild())
      for _ in 0..<Int.random(in: 1...4, using: &samples.generator) {
        let index = Int.random(in: 4..<bytes.count, using: &samples.generator)
        bytes[index] = UInt8(truncatingIfNeeded: samples.generator.next())
      }
      let (frames, error) = read(bytes)
      #expect(frames.count + (error == nil ? 0 : 1) == 1)
      if error != nil { refused += 1 }
    }
    #expect(refused > 50)
  }

  @Test(arguments: [12, 13, 14] as [UInt64]) func noiseIsRefused(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1_000 {
      let noise = (0..<Int.random(in: 8...64, using: &generator)).map { _ in
        UInt8(truncatingIfNeeded: generator.next())
      }
      _ = read(noise)
      let framed = [UInt8(noise.count), 0, 0, 0] + noise
      #expect(read(framed).frames.count <= 1)
    }
  }

  @Test func aFrameLargerThanAgreedIsRefusedBeforeItComes() {
    let (frames, error) = read([0, 0, 16, 0, 0x91], limit: 1 << 20)
    #expect(frames.isEmpty && error == nil)
    #expect(read([1, 0, 16, 0, 0x91], limit: 1 << 20).error?.code == .tooLong)
    #expect(read([0, 0, 0, 0, 0x91]).error?.code == .tooLong)
  }

  @Test func anotherVersionIsRefused() {
    var hello = FrameHello()
    hello.version = 7
    #expect(read(written(ChildFrame.hello(hello))).error?.code == .version)
  }

  @Test func whoseAnEventIsIsNotForTheProcessToSay() throws {
    var samples = SampleFrames(seed: 20)
    let bytes = written(ChildFrame.event(samples.event(of: "somebody else")))
    var inbox = FrameInbox(limit: FrameFormat.maxFrame)
    _ = inbox.fill { room in
      room.copyBytes(from: bytes)
      return bytes.count
    }
    let frame = try inbox.next { (kind, reader) throws(FrameError) in
      try ChildFrame(kind: kind, from: &reader, account: "one")
    }
    guard case .event(let event) = frame else {
      Issue.record("another frame")
      return
    }
    #expect(event.account == "one")
  }

  @Test func eventsThatCannotBeAreRefused() {
    let incomplete = ConnectorEvent(account: "one", kind: .delivered, occurredAt: 1)
    #expect(read(written(ChildFrame.event(incomplete))).error?.code == .invalid)
    let long = ConnectorEvent(
      account: "one", kind: .typing, occurredAt: 1, sender: String(repeating: "a", count: 2_000))
    #expect(read(written(ChildFrame.event(long))).error?.code == .tooLong)
  }

  @Test func aConnectorGetsTheNULOfATextAsInTheGateway() {
    let message = OutboundText(messageID: "m", address: "1", text: "a\0b", idempotencyKey: "k")
    let frame = written(GatewayFrame.send(1, message))
    #expect(read(frame, fromChild: false).frames == [frame])
  }

  @Test func textThatADatabaseRefusesIsReplaced() throws {
    var writer = FrameWriter()
    writer.data([0x61, 0x00, 0xFF, 0x62])
    let text = try writer.bytes.withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      return try reader.text(limit: 10)
    }
    #expect(text == "a\u{FFFD}\u{FFFD}b")
  }
}
