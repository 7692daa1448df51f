import CConnectorABI
import Connectors
import Glibc

/// What loading the library and calling its entry does to a process.
///
/// A library that cannot be loaded at all is the matter of the static checks, so these are skipped then.
enum LoadChecks {
  static let all = [time, quiet, threads, descriptors, state, samePointer, concurrent, olderHost, newerHost]

  private static func load(_ context: CheckContext) throws -> LoadedLibrary {
    do { return try context.library() } catch let failure as CheckFailure {
      throw CheckSkip("it cannot be loaded: \(failure.found)")
    }
  }

  private static let time = Check(
    .load, "entry_time", "Loading it and calling the entry takes less than 100 ms.", rule: "7. The entry, [load]",
    mend: "Do the work in create or connect; the entry only returns the address of a table."
  ) { context in
    let clock = ContinuousClock()
    let library = try load(context)
    // The loader's own time depends on the disk; what is judged is the library's.
    var best = Duration.seconds(1_000)
    for _ in 0..<3 { best = min(best, clock.measure { _ = library.entry(UInt32(C4A_ABI)) }) }
    guard best < .milliseconds(100) else {
      try context.fail("the entry took \(best.microseconds / 1_000) ms", expected: "less than 100 ms")
    }
  }

  private static let quiet = Check(
    .load, "quiet", "Loading it prints nothing.", rule: "Threads, [load]",
    mend: "Log with host->log, from an instance; remove prints from the entry and from constructors."
  ) { context in
    let before = printed()
    let library = try load(context)
    _ = library.entry(UInt32(C4A_ABI))
    fflush(nil)
    guard printed() == before else {
      try context.fail("it printed \(printed() - before) bytes", expected: "nothing on standard output and error")
    }
  }

  private static func printed() -> Int { Int(lseek(1, 0, SEEK_END)) }

  private static let threads = Check(
    .load, "threads", "Loading it starts no threads.", rule: "Threads, [load]",
    mend: "Start threads in create or connect, and end them in disconnect."
  ) { context in
    let before = ProcessFigures.threads()
    let library = try load(context)
    _ = library.entry(UInt32(C4A_ABI))
    let after = ProcessFigures.threads()
    guard after <= before else { try context.fail("it started \(after - before) threads", expected: "none") }
  }

  private static let descriptors = Check(
    .load, "files", "Loading it opens no files or sockets.", rule: "Threads, [load]",
    mend: "Open them in create or connect, and close them in disconnect or destroy."
  ) { context in
    let before = ProcessFigures.descriptors()
    let library = try load(context)
    _ = library.entry(UInt32(C4A_ABI))
    let left = ProcessFigures.descriptors().filter { !before.contains($0) }
    guard left.isEmpty else {
      try context.fail("it left open \(left.sorted().joined(separator: ", "))", expected: "no descriptor")
    }
  }

  private static let state = Check(
    .load, "process_state",
    "Loading it leaves signals, working directory, umask, locale and environment as they were.",
    rule: "Threads, [load]",
    mend: "Leave the process alone: it belongs to the gateway, and other connectors live in it."
  ) { context in
    let before = ProcessFigures.state()
    let library = try load(context)
    _ = library.entry(UInt32(C4A_ABI))
    let changed = zip(before, ProcessFigures.state()).filter { $0.value != $1.value }.map(\.0.name)
    guard changed.isEmpty else {
      try context.fail("it changed \(changed.joined(separator: ", "))", expected: "none of these changed")
    }
  }

  private static let samePointer = Check(
    .load, "same_pointer", "The entry answers the same pointer each time.", rule: "7. The entry",
    mend: "Return the address of one static c4a_plugin."
  ) { context in
    let library = try load(context)
    let (first, second) = (library.entry(UInt32(C4A_ABI)), library.entry(UInt32(C4A_ABI)))
    guard first == second else {
      try context.fail("the second call answered another pointer", expected: "the same one")
    }
  }

  private static let concurrent = Check(
    .load, "concurrent", "The entry answers the same pointer to several threads at once.",
    rule: "7. The entry, [any-thread]", mend: "Make the tables static and constant, or build them under a once-lock."
  ) { context in
    let library = try load(context)
    let answers = Crowd.run(8) { library.entry(UInt32(C4A_ABI)).map { UInt(bitPattern: $0) } ?? 0 }
    guard Set(answers).count == 1 else {
      try context.fail("eight threads got \(Set(answers).count) different pointers", expected: "one")
    }
  }

  private static let olderHost = Check(
    .load, "host_abi_zero", "The entry survives a host that is older than every interface.",
    rule: "7. The entry, host_abi", mend: "Return NULL or the table; compare host_abi with the number you need."
  ) { context in
    let library = try load(context)
    _ = library.entry(0)
    guard library.entry(UInt32(C4A_ABI)) != nil else {
      try context.fail("after host_abi 0 it answers NULL to this host", expected: "its table")
    }
  }

  private static let newerHost = Check(
    .load, "host_abi_max", "The entry works with every newer host.", rule: "7. The entry, host_abi; Versions",
    mend: "Return NULL only where host_abi is smaller than the number you need."
  ) { context in
    let library = try load(context)
    guard library.entry(UInt32(C4A_ABI)) != nil else { throw CheckSkip("it does not work with this host either") }
    guard library.entry(UInt32.max) != nil else {
      try context.fail("it answers NULL to host_abi \(UInt32.max)", expected: "its table: the header only grows")
    }
  }
}
