import CConnectorABI
import ConnectorSDK
import Synchronization
import Testing

/// A host of which there is less than this interface knows.
@Suite(.serialized) struct OldHostTests {
  /// How operations ended, by their number.
  private static let codes = Mutex<[c4a_op: Int32]>([:])

  /// A table that ends before `http`; what lies behind it in memory is nothing to be called.
  private func table() -> UnsafeMutableRawPointer {
    var host = c4a_host()
    host.size = UInt32(MemoryLayout<c4a_host>.offset(of: \.http)!)
    host.abi = 1
    host.log = { _, _, _, _ in }
    host.now = { _ in 0 }
    host.config_get = { _, _, buffer, _, length in
      buffer?[0] = 0x78
      length?.pointee = 1
      return C4A_OK
    }
    host.complete = { op, result in
      let code = result?.pointee.code ?? -1
      OldHostTests.codes.withLock { $0[op] = code }
      return C4A_OK
    }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<c4a_host>.size, alignment: 8)
    memory.initializeMemory(as: UInt8.self, repeating: 0xEE, count: MemoryLayout<c4a_host>.size)
    let size = Int(host.size)
    withUnsafeBytes(of: host) { memory.copyMemory(from: $0.baseAddress!, byteCount: size) }
    return memory
  }

  @Test func whatItLacksIsUnsupported() throws {
    let functions = try #require(Plugin(Old.self).table(for: 1)?.pointee.connectors[0]?.pointee.connector?.pointee)
    // Lives as long as the process, as a host's table does.
    let host = table().assumingMemoryBound(to: c4a_host.self)
    var context: UnsafeMutableRawPointer?
    functions.create(host, 1, 1, &context)
    #expect(Self.codes.withLock { $0[1] } == C4A_OK)
    var message = c4a_message()
    message.size = UInt32(MemoryLayout<c4a_message>.size)
    functions.sendText(context, 2, &message)
    #expect(Self.codes.withLock { $0[2] } == C4A_UNSUPPORTED)
    functions.destroy(context)
  }

  @Test func anOlderMessageIsReadAsFarAsItGoes() throws {
    let functions = try #require(Plugin(Old.self).table(for: 1)?.pointee.connectors[0]?.pointee.connector?.pointee)
    let host = table().assumingMemoryBound(to: c4a_host.self)
    var context: UnsafeMutableRawPointer?
    functions.create(host, 1, 3, &context)
    var message = c4a_message()
    message.size = UInt32(MemoryLayout<c4a_message>.offset(of: \.meta)!)
    // Beyond its size: not to be looked at.
    message.meta_count = 1_000
    message.meta = UnsafePointer(bitPattern: 8)
    functions.sendText(context, 4, &message)
    #expect(Self.codes.withLock { $0[4] } == C4A_UNSUPPORTED)
    functions.sendText(context, 5, nil)
    #expect(Self.codes.withLock { $0[5] } == C4A_INVALID)
    functions.destroy(context)
  }
}

private struct Old: TextSending {
  static let about = ConnectorDescription(id: "org.example.old", channel: "old", name: "Old", version: "1.0.0")
  let host: Host
  init(settings: NoSettings, host: Host) throws(ConnectorError) { self.host = host }

  func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    _ = try await host.http(.get("https://a.example"))
    return Sent("x")
  }
}
