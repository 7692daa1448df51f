extension Confinement {
  /// One thing that a confined process can no longer do.
  public enum Protection: String, CaseIterable, Sendable {
    /// Use more memory than the policy says.
    case memory
    /// Have more descriptors open than the policy says.
    case openFiles = "open_files"
    /// Start more threads than the policy says.
    case threads
    /// Make a file longer, also one that it was given.
    case fileSize = "file_size"
    /// Leave a core file behind, which would hold secrets, or be looked into by another process of its user.
    case inspection
    /// Do what only root may, or get such rights back.
    case privileges
    /// See the network of the host; a second wall behind ``network``.
    case namespaces
    /// Open a file that is not named in the policy.
    case reading
    /// Open, make, change or remove a file.
    case writing
    /// Open or accept a connection.
    case network
    /// Start a process, or signal, trace or reconfigure another one.
    case processes
    /// Ask the kernel for anything else that a connector has no use for.
    case kernel

    /// Whether `required` insists on it. Namespaces are a second wall, and refused in many containers.
    public var isEssential: Bool { self != .namespaces }
  }
}
