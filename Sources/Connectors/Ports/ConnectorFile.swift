import CConnectorABI

/// The bytes of a file that a connector may use, wherever they lie. They are there as long as somebody holds on to it.
public protocol ConnectorFile: AnyObject, Sendable {
  /// In bytes.
  var length: UInt64 { get }

  /// Reads up to `buffer.count` bytes from `offset`: fewer at any time, none only at the end. May wait for storage.
  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(ConnectorFileError) -> Int
}

/// Why a file was not read.
public enum ConnectorFileError: Error, Equatable, CustomStringConvertible {
  /// What it belonged to has ended.
  case gone
  /// Storage does not give it at the moment.
  case unreadable(String)

  public var description: String {
    switch self {
    case .gone: "what the file belonged to has ended"
    case .unreadable(let reason): reason
    }
  }

  /// What the connector is told.
  package var code: Int32 {
    switch self {
    case .gone: C4A_STALE
    case .unreadable: C4A_RETRY
    }
  }
}
