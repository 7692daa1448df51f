package import CConnectorABI

/// A struct of the connector interface: begins with its size, grows only at its end.
package protocol BorderStruct {
  /// All zero.
  init()
  var size: UInt32 { get set }
}

extension BorderStruct {
  /// A copy of what the other side passed, as far as both sides know it; the rest is zero.
  ///
  /// - Returns: nil for NULL and for a size that cannot be right.
  package static func copy(of pointer: UnsafePointer<Self>?) -> Self? {
    guard let pointer else { return nil }
    let raw = UnsafeRawPointer(pointer)
    let size = Int(raw.loadUnaligned(as: UInt32.self))
    // Every struct had at least eight bytes in its first version; 64 KiB is far beyond what any will grow to.
    guard size >= 8, size <= 65_536 else { return nil }
    var copy = Self()
    withUnsafeMutableBytes(of: &copy) { bytes in
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: min(size, bytes.count)))
    }
    return copy
  }

  static var borderSize: UInt32 { UInt32(MemoryLayout<Self>.size) }
}

extension c4a_result: BorderStruct {}
extension c4a_event: BorderStruct {}
extension c4a_attachment: BorderStruct {}
extension c4a_webhook_response: BorderStruct {}
extension c4a_descriptor: BorderStruct {}
extension c4a_connector: BorderStruct {}
extension c4a_operations: BorderStruct {}
extension c4a_plugin: BorderStruct {}
