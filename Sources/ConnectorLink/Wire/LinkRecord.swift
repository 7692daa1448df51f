import Connectors
import NIOCore

/// One thing that an end of a link tells the other.
enum LinkRecord: Equatable {
  // From the gateway.
  /// The first: which plugin, by its short name, and for which account.
  case open(plugin: String, account: String)

  // From the host.
  /// The connector's process runs; with the digest of its library.
  case accepted(library: [UInt8])
  /// It does not, for people; the last record.
  case refused(String)
  /// Which call of the connector runs.
  case call(CallReport)
  /// The host is being stopped.
  case leaving
  /// How the connector's process has ended, and what it had written down; the last record.
  case ended(ServedChild.Ending, CallReport)

  // From either.
  /// Bytes of the connector's frames.
  case data(ByteBuffer)
  case alive

  private var kind: UInt8 {
    switch self {
    case .open: 1
    case .accepted: 2
    case .refused: 3
    case .call: 4
    case .leaving: 5
    case .ended: 6
    case .data: 7
    case .alive: 8
    }
  }

  /// Appends the record, with its length.
  func write(into buffer: inout ByteBuffer) {
    let start = buffer.writerIndex
    buffer.writeInteger(UInt32(0))
    buffer.writeInteger(kind)
    switch self {
    case .open(let plugin, let account):
      buffer.writeText(plugin)
      buffer.writeText(account)
    case .accepted(let library): buffer.writeBytes(library)
    case .refused(let reason): buffer.writeText(reason)
    case .call(let report): buffer.write(report)
    case .ended(let ending, let report):
      switch ending {
      case .exited(let code): buffer.writeMultipleIntegers(UInt8(0), code, endianness: .little)
      case .killed(let signal): buffer.writeMultipleIntegers(UInt8(1), signal, endianness: .little)
      }
      buffer.write(report)
    case .data(var bytes): buffer.writeBuffer(&bytes)
    case .leaving, .alive: break
    }
    buffer.setInteger(UInt32(buffer.writerIndex - start - 4), at: start, endianness: .little)
  }

  /// Reads what follows the length.
  ///
  /// - Throws: `LinkFault` where it is no record.
  init(_ buffer: inout ByteBuffer) throws(LinkFault) {
    switch try buffer.number(UInt8.self) {
    case 1: self = .open(plugin: try buffer.text(), account: try buffer.text())
    case 2: self = .accepted(library: buffer.readBytes(length: min(64, buffer.readableBytes)) ?? [])
    case 3: self = .refused(try buffer.text())
    case 4: self = .call(try buffer.report())
    case 5: self = .leaving
    case 6:
      let isExit = try buffer.number(UInt8.self) == 0
      let number = try buffer.number(Int32.self)
      self = .ended(isExit ? .exited(number) : .killed(signal: number), try buffer.report())
    case 7: self = .data(buffer.readSlice(length: buffer.readableBytes) ?? buffer)
    case 8: self = .alive
    case let kind: throw LinkFault("a record of kind \(kind)")
    }
    guard buffer.readableBytes == 0 else { throw LinkFault("\(buffer.readableBytes) bytes too many in a record") }
  }
}

extension ByteBuffer {
  fileprivate mutating func writeText(_ text: String) {
    let bytes = text.utf8.prefix(512)
    writeInteger(UInt16(bytes.count), endianness: .little)
    writeBytes(bytes)
  }

  fileprivate mutating func write(_ report: CallReport) {
    writeMultipleIntegers(report.running, report.call, report.runningFor, report.handedOver, endianness: .little)
  }

  fileprivate mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(LinkFault) -> Number {
    guard let number = readInteger(endianness: .little, as: Number.self) else {
      throw LinkFault("a record that ends too early")
    }
    return number
  }

  fileprivate mutating func text() throws(LinkFault) -> String {
    let length = Int(try number(UInt16.self))
    guard let text = readString(length: length) else { throw LinkFault("a text that ends too early") }
    return text
  }

  fileprivate mutating func report() throws(LinkFault) -> CallReport {
    CallReport(
      running: try number(UInt64.self), call: try number(UInt64.self), runningFor: try number(UInt64.self),
      handedOver: try number(UInt64.self))
  }
}
