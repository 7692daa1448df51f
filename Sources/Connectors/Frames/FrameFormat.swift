/// The encoding of frames: the length of what follows in four bytes, a byte for the kind, and the values one after the
/// other. Numbers are little-endian; texts and lists stand behind their count in four bytes.
enum FrameFormat {
  /// Both sides have to speak the same one. Grows with each change of a frame.
  static let version: UInt32 = 2
  /// The largest frame: an HTTP body of 64 MiB with all that may stand around it. In bytes, without its length.
  static let maxFrame = 72 << 20
  /// What each side has to take, whatever was agreed.
  static let minFrame = 1 << 20
  /// In front of each frame, in bytes.
  static let lengthBytes = 4
}
