import NIOCore

/// Moves bytes between a local socket and a link, no faster than either side takes them: while one side's buffer is full,
/// nothing is read from the other.
///
/// Belongs to the event loop of both channels.
final class Relay {
  private let socket: any Channel
  private let link: any Channel
  private let options: (socket: any NIOSynchronousChannelOptions, link: any NIOSynchronousChannelOptions)

  /// - Parameters: Both on the same event loop, on which this is called.
  init(socket: any Channel, link: any Channel) throws(LinkFault) {
    guard let first = socket.syncOptions, let second = link.syncOptions else {
      throw LinkFault("channels that cannot be told to rest")
    }
    self.socket = socket
    self.link = link
    options = (first, second)
  }

  /// Whether nothing is read from the link at the moment.
  var isLinkResting: Bool { !socket.isWritable }

  /// Bytes have come from the local socket.
  func fromSocket(_ bytes: ByteBuffer) {
    var bytes = bytes
    var records = link.allocator.buffer(capacity: bytes.readableBytes + 64)
    while let part = bytes.readSlice(length: min(bytes.readableBytes, LinkProtocol.maxRecord - 1)),
      part.readableBytes > 0
    {
      LinkRecord.data(part).write(into: &records)
    }
    link.writeAndFlush(records, promise: nil)
    balance()
  }

  /// Bytes have come over the link.
  func fromLink(_ bytes: ByteBuffer) {
    socket.writeAndFlush(bytes, promise: nil)
    balance()
  }

  /// To be called when a side takes more, or no more.
  func balance() {
    // Fails on a channel that is closed, of which nothing will be read anyway.
    try? options.socket.setOption(.autoRead, value: link.isWritable)
    try? options.link.setOption(.autoRead, value: socket.isWritable)
  }
}
