import CConnectorABI

/// What can be seen in the file without loading it, and whether it loads.
enum StaticChecks {
  static let all = [kind, machine, exports, relocations, stack, resolved, entry]

  /// The file; skips the check where it is of a kind that others complain about.
  private static func library(_ context: CheckContext) throws -> ELFFile {
    let elf = try context.elf()
    try context.require(elf.isSharedObject, "it is no shared library")
    try context.require(elf.machine == ELFFile.thisMachine, "it is for another machine")
    return elf
  }

  private static let kind = Check(
    .static, "shared_library", "The file is a 64-bit ELF shared library.", rule: "How to read it; 7. The entry",
    mend: "Link it with -shared -fPIC, for a 64-bit machine."
  ) { context in
    let elf = try context.elf()
    guard elf.isSharedObject else {
      try context.fail("the ELF type is \(elf.type)", expected: "3 (ET_DYN), a shared library")
    }
  }

  private static let machine = Check(
    .static, "machine", "It was built for this machine's processor.", rule: "8., the layout is part of the contract",
    mend: "Build it on, or for, the machine on which the gateway runs."
  ) { context in
    let elf = try context.elf()
    guard elf.machine == ELFFile.thisMachine else {
      try context.fail(
        "it was built for \(ELFFile.name(ofMachine: elf.machine))",
        expected: ELFFile.name(ofMachine: ELFFile.thisMachine))
    }
  }

  /// What some linkers add by themselves.
  private static let linkers: Set<String> = ["__bss_start", "_edata", "_end", "_init", "_fini"]

  private static let exports = Check(
    .static, "exports", "It exports the entry and nothing else.", rule: "7. The entry, \(C4A_ENTRY_SYMBOL)",
    mend:
      "Build with -fvisibility=hidden and a linker version script that lists the entry alone (plugins/connector.map)."
  ) { context in
    guard let symbols = try library(context).symbols else { throw CheckSkip("its section headers have been stripped") }
    let others = symbols.filter { $0.isExported && $0.name != C4A_ENTRY_SYMBOL && !linkers.contains($0.name) }.map(
      \.name
    ).sorted()
    guard others.isEmpty else {
      let rest = others.count > 5 ? ", and \(others.count - 5) more" : ""
      try context.fail(
        "it also exports \(others.prefix(5).joined(separator: ", "))\(rest)",
        expected: "\(C4A_ENTRY_SYMBOL) alone: other symbols can be mixed up with those of another library")
    }
  }

  private static let relocations = Check(
    .static, "text_relocations", "Its code is position-independent and need not be written to when it is loaded.",
    rule: "7. The entry", mend: "Compile everything in it with -fPIC."
  ) { context in
    guard try !library(context).hasTextRelocations else {
      try context.fail("it has text relocations (DT_TEXTREL)", expected: "none: confined processes do not load it")
    }
  }

  private static let stack = Check(
    .static, "executable_stack", "It does not demand an executable stack.", rule: "7. The entry",
    mend: "Add `.section .note.GNU-stack,\"\",@progbits` to assembly files, or link with -z noexecstack."
  ) { context in
    guard try library(context).hasExecutableStack == false else {
      try context.fail(
        "its stack is to be executable",
        expected: "a PT_GNU_STACK header without the flag X: with it, every stack of the "
          + "process becomes executable")
    }
  }

  private static let resolved = Check(
    .static, "resolved", "Nothing stays unresolved when it is loaded with RTLD_NOW.", rule: "7. The entry",
    mend: "Link what it uses into it, and check with `ld -z defs` or `ldd -r`."
  ) { context in
    _ = try library(context)
    _ = try LoadedLibrary(context.plan.library, needsEntry: false)
  }

  private static let entry = Check(
    .static, "entry", "It exports the entry.", rule: "7. The entry, \(C4A_ENTRY_SYMBOL)",
    mend: "Define the function that the header declares; keep C4A_EXPORT on it, and extern \"C\" in C++."
  ) { context in
    guard let symbols = try library(context).symbols else { throw CheckSkip("its section headers have been stripped") }
    guard symbols.contains(where: { $0.isExported && $0.name == C4A_ENTRY_SYMBOL }) else {
      try context.fail(
        "it does not export \(C4A_ENTRY_SYMBOL)", expected: "that function; without it, it is no connector")
    }
  }
}
