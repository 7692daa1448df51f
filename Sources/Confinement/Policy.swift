extension Confinement {
  /// How much is asked of ``Confinement/apply(_:)``.
  public struct Policy: Sendable, Equatable {
    public var level: Level
    /// The most data memory, in bytes: heap, stacks of threads and everything else that is written to. Beyond it
    /// allocations fail.
    public var memory: UInt64
    /// The most descriptors that may be open at once.
    public var openFiles: UInt64
    /// The most threads, those of the host's own included.
    public var threads: UInt64
    /// Whom to become when the process belongs to root; nil: it stays root's, without capabilities.
    public var user: User?
    /// Files and folders (with everything below) that may be read, besides the system's libraries, locales and time zones.
    public var readablePaths: [String]

    public init(
      level: Level = .bestEffort, memory: UInt64 = 512 << 20, openFiles: UInt64 = 256, threads: UInt64 = 128,
      user: User? = nil, readablePaths: [String] = []
    ) {
      self.level = level
      self.memory = memory
      self.openFiles = openFiles
      self.threads = threads
      self.user = user
      self.readablePaths = readablePaths
    }
  }
}
