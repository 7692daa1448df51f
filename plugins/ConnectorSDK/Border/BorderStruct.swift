import CConnectorABI

/// A struct of the interface: begins with its size, grows only at its end.
protocol BorderStruct {
  /// All zero.
  init()
}

extension BorderStruct {
  /// A copy of what the other side passed, as far as both sides know it; the rest is zero.
  static func copy(of pointer: UnsafePointer<Self>?) -> Self? {
    guard let pointer else { return nil }
    let raw = UnsafeRawPointer(pointer)
    let size = Int(raw.loadUnaligned(as: UInt32.self))
    guard size >= 8 else { return nil }
    var copy = Self()
    withUnsafeMutableBytes(of: &copy) { bytes in
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: min(size, bytes.count)))
    }
    return copy
  }

  static var borderSize: UInt32 { UInt32(MemoryLayout<Self>.size) }
}

extension c4a_host: BorderStruct {}
extension c4a_message: BorderStruct {}
extension c4a_file_message: BorderStruct {}
extension c4a_change: BorderStruct {}
extension c4a_operations: BorderStruct {}
extension c4a_webhook_request: BorderStruct {}
extension c4a_webhook_response: BorderStruct {}
extension c4a_http_request: BorderStruct {}
extension c4a_http_response: BorderStruct {}
extension c4a_http_part: BorderStruct {}
extension c4a_result: BorderStruct {}
extension c4a_event: BorderStruct {}
extension c4a_attachment: BorderStruct {}
extension c4a_connector: BorderStruct {}
extension c4a_descriptor: BorderStruct {}
extension c4a_plugin: BorderStruct {}
