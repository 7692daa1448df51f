/// Why bytes are not the frames that were agreed on. Whoever sent them cannot be talked to any further.
struct FrameError: Error, Equatable {
  enum Code: Equatable {
    /// A value goes on behind the end of its frame.
    case truncated
    /// A text, a list or a frame is longer than it may be.
    case tooLong
    /// A value that means nothing: an unknown kind, a text where none may be, something left over.
    case invalid
    /// Another version of the protocol.
    case version
  }

  var code: Code
  /// What it was about, without anything of its content.
  var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
