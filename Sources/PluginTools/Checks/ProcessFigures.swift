import CPluginTools
import Glibc

/// What of a process can be seen from inside it.
enum ProcessFigures {
  static func threads() -> Int { (try? TextFile.names(in: "/proc/self/task"))?.count ?? 0 }

  /// The open descriptors, with what each is.
  static func descriptors() -> Set<String> {
    var result: Set<String> = []
    for name in (try? TextFile.names(in: "/proc/self/fd")) ?? [] {
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink("/proc/self/fd/\(name)", &target, target.count)
      // The one by which they are listed is gone by now.
      guard count > 0 else { continue }
      result.insert("\(name) (\(String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)))")
    }
    return result
  }

  /// Bytes that have been allocated and not freed.
  static func allocated() -> Int { plugin_tools_allocated() }

  /// What a library could change for everybody, by name.
  static func state() -> [(name: String, value: String)] {
    var result: [(String, String)] = []
    for signal in 1..<Int32(32) where signal != SIGKILL && signal != SIGSTOP {
      var action = sigaction()
      sigaction(signal, nil, &action)
      let handler = unsafeBitCast(action.__sigaction_handler.sa_sigaction, to: UInt.self)
      result.append(("the handler of signal \(signal)", "\(handler)/\(action.sa_flags)"))
    }
    var mask = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &mask)
    result.append(("the signal mask", withUnsafeBytes(of: &mask) { Array($0).description }))
    result.append(("the working directory", getcwd(nil, 0).map { String(cString: $0) } ?? ""))
    let former = umask(0o22)
    umask(former)
    result.append(("the umask", String(former, radix: 8)))
    result.append(("the locale", setlocale(LC_ALL, nil).map { String(cString: $0) } ?? ""))
    var variables: [String] = []
    var next = environ
    while let entry = next.pointee {
      variables.append(String(cString: entry))
      next += 1
    }
    result.append(("the environment", variables.sorted().joined(separator: "\n")))
    return result.map { (name: $0.0, value: $0.1) }
  }
}
