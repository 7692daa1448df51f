/// `wamid.…`: opaque to clients, for the platform itself the user's number and a number of its own.
enum WhatsAppMessageID {
  static let prefix = "wamid."

  /// - Parameter isFromUser: whether the user wrote it; the two directions differ in shape.
  static func make(waID: String, isFromUser: Bool, using random: inout SeededGenerator) -> String {
    var bytes: [UInt8] = [0x1C, 0x18, UInt8(waID.utf8.count)]
    bytes += waID.utf8
    bytes += isFromUser ? [0x15, 0x02, 0x00, 0x12, 0x18, 0x14] : [0x15, 0x02, 0x00, 0x11, 0x18, 0x12]
    bytes += random.hexadecimal(isFromUser ? 20 : 18).utf8
    bytes.append(0)
    return prefix + Base64.encode(bytes)
  }

  /// The number inside; nil where this is no id of that shape.
  static func waID(of id: String) -> String? {
    guard id.hasPrefix(prefix), let bytes = Base64.decode(id.dropFirst(prefix.count)), bytes.count > 3,
      bytes[0] == 0x1C, bytes[1] == 0x18
    else { return nil }
    let end = 3 + Int(bytes[2])
    guard end <= bytes.count else { return nil }
    return String(decoding: bytes[3..<end], as: UTF8.self)
  }
}
