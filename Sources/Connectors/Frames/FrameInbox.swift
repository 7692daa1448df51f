/// What has come of the other side's frames: takes bytes as they arrive, gives out whole frames. Grows with what arrives,
/// never with what a length promises.
struct FrameInbox {
  private static let step = 256 << 10

  /// The largest frame that is taken, in bytes.
  let limit: Int
  private var storage: [UInt8]
  private var head = 0
  private var tail = 0

  init(limit: Int) {
    self.limit = limit
    storage = [UInt8](repeating: 0, count: Self.step)
  }

  /// Has `read` write behind what is there, and answers what it answers: the bytes that came, 0 or less for none.
  mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    if head == tail {
      head = 0
      tail = 0
      // A large frame's room is not kept for the small ones that follow.
      if storage.count > 4 * Self.step { storage = [UInt8](repeating: 0, count: Self.step) }
    } else if storage.count - tail < Self.step / 4 {
      makeRoom()
    }
    let count = storage.withUnsafeMutableBytes { read(UnsafeMutableRawBufferPointer(rebasing: $0[tail...])) }
    tail += max(0, count)
    return count
  }

  private mutating func makeRoom() {
    if head > storage.count / 2 {
      storage.replaceSubrange(0..<(tail - head), with: storage[head..<tail])
      tail -= head
      head = 0
    } else {
      storage.append(contentsOf: repeatElement(0, count: max(Self.step, storage.count)))
    }
  }

  /// Hands the next frame over; nil when none is there as a whole.
  mutating func next<Answer>(
    _ body: (UInt8, inout FrameReader) throws(FrameError) -> Answer
  ) throws(FrameError) -> Answer? {
    guard tail - head >= FrameFormat.lengthBytes else { return nil }
    let length = Int(
      UInt32(littleEndian: storage.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: head, as: UInt32.self) }))
    guard (1...limit).contains(length) else {
      throw FrameError(.tooLong, "a frame of \(length) bytes; 1 to \(limit) are allowed")
    }
    let start = head + FrameFormat.lengthBytes
    guard tail - start >= length else { return nil }
    head = start + length
    let result = storage.withUnsafeBytes { bytes -> Result<Answer, FrameError> in
      var reader = FrameReader(UnsafeRawBufferPointer(rebasing: bytes[start + 1..<start + length]))
      do throws(FrameError) {
        let answer = try body(bytes[start], &reader)
        try reader.end()
        return .success(answer)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
