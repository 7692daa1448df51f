import CConnectorABI
import Connectors
import JSON

/// What the library says about itself.
enum DescriptorChecks {
  static let all = [
    readable, sizes, versions, id, channel, version, texts, schema, hosts, capabilities, unknownExtension, unique,
  ]

  /// What everything else begins with: where a gateway reads nothing, there is nothing to judge.
  static let readable = Check(
    .descriptor, "readable", "A gateway can read what it says about itself.", rule: "7. The entry; 6. c4a_descriptor",
    mend: "Set `size` of each struct to sizeof that struct; list each descriptor, with its connector table and create."
  ) { context in
    let library = try context.library()
    for index in 0..<(try library.plugin().connector_count) { _ = try library.functions(index) }
  }

  private static let sizes = Check(
    .descriptor, "sizes", "Its structs have the sizes of the interface that they were built with.",
    rule: "Structs; 6. The connector", mend: "Set each `size` to sizeof that struct."
  ) { context in
    let descriptor = try context.descriptor()
    // The sizes of interface 1: nothing is smaller.
    guard descriptor.size >= 192 else {
      try context.fail("c4a_descriptor.size is \(descriptor.size)", expected: "192 or more")
    }
    guard let functions = descriptor.connector?.pointee.size, functions >= 88 else {
      try context.fail(
        "c4a_connector.size is \(descriptor.connector?.pointee.size ?? 0)",
        expected: "88 or more, also with NULLs in it")
    }
  }

  private static let versions = Check(
    .descriptor, "abi", "It says with which interface it was built, and which one it needs.",
    rule: "6. c4a_descriptor.abi, min_host_abi", mend: "abi is C4A_ABI; min_host_abi is 1, or what you really need."
  ) { context in
    let descriptor = try context.descriptor()
    guard descriptor.abi >= 1 else { try context.fail("abi is 0", expected: "C4A_ABI") }
    guard (1...descriptor.abi).contains(descriptor.min_host_abi) else {
      try context.fail("min_host_abi is \(descriptor.min_host_abi)", expected: "1 to abi, which is \(descriptor.abi)")
    }
  }

  private static let id = Check(
    .descriptor, "id", "Its id is made of 3 to 128 letters, digits, dots and hyphens.", rule: "6. c4a_descriptor.id",
    mend: "Use a domain of yours, reversed, and a name: org.example.pager. It stays the same for ever."
  ) { context in
    let text = try context.descriptor().id.cutText(limit: 1_024)
    let isRight =
      (3...128).contains(text.utf8.count) && text.utf8.allSatisfy { isLetterOrDigit($0) || ".-".utf8.contains($0) }
    guard isRight else { try context.fail("the id is '\(text)'", expected: "[A-Za-z0-9.-]{3,128}") }
  }

  private static let channel = Check(
    .descriptor, "channel", "Its channel is a name that the API takes.", rule: "6. c4a_descriptor.channel",
    mend: "Use the platform's name in lower case; not 'internal' or 'all'."
  ) { context in
    let text = try context.descriptor().channel.cutText(limit: 1_024)
    let isRight =
      (1...63).contains(text.utf8.count) && text.utf8.first.map { (0x61...0x7A).contains($0) } == true
      && text.utf8.allSatisfy { isLetterOrDigit($0) && !(0x41...0x5A).contains($0) || "_-".utf8.contains($0) }
    guard isRight else { try context.fail("the channel is '\(text)'", expected: "[a-z][a-z0-9_-]{0,62}") }
    guard text != "internal", text != "all" else {
      try context.fail("the channel is '\(text)'", expected: "another name: this one has a meaning of its own")
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static let version = Check(
    .descriptor, "semver", "Its version is one by semver.org.", rule: "6. c4a_descriptor.version",
    mend: "Write MAJOR.MINOR.PATCH, like 1.4.0 or 2.0.0-beta.1."
  ) { context in
    let text = try context.descriptor().version.cutText(limit: 1_024)
    guard SemanticVersion.isValid(text) else { try context.fail("the version is '\(text)'", expected: "like 1.4.0") }
  }

  private static let texts = Check(
    .descriptor, "texts", "Its texts are UTF-8, and it has a name for people.", rule: "Unknown values, Text; 6.",
    mend: "Save the source as UTF-8; fill in display_name."
  ) { context in
    let descriptor = try context.descriptor()
    let all: [(String, c4a_str)] = [
      ("id", descriptor.id), ("channel", descriptor.channel), ("display_name", descriptor.display_name),
      ("version", descriptor.version), ("vendor", descriptor.vendor), ("license", descriptor.license),
      ("url", descriptor.url), ("config_schema", descriptor.config_schema),
    ]
    for (name, text) in all {
      guard let bytes = try? text.bytes(limit: 1 << 20) else {
        if text.len == 0 { continue }
        try context.fail("\(name) has a length of \(text.len) bytes and no pointer, or is too long", expected: "a text")
      }
      guard String(validating: bytes, as: UTF8.self) != nil else {
        try context.fail("\(name) is not UTF-8", expected: "UTF-8")
      }
    }
    guard descriptor.display_name.len > 0 else { try context.fail("display_name is empty", expected: "a name") }
  }

  private static let schema = Check(
    .descriptor, "schema", "Its config_schema is a JSON Schema of an object.", rule: "6. c4a_descriptor.config_schema",
    mend: "Write {\"type\":\"object\",\"properties\":{...},\"required\":[...]}; mark secrets with \"writeOnly\": true."
  ) { context in
    let text = try context.descriptor().config_schema.cutText(limit: 1 << 20)
    guard !text.isEmpty else { throw CheckSkip("it has none: every setting is taken") }
    let schema: JSONValue
    do { schema = try JSONParser.parse(text) } catch { try context.fail("it is not JSON: \(error)", expected: "JSON") }
    guard schema.objectValue != nil else { try context.fail("it is no JSON object", expected: "an object") }
    guard schema["type"] == nil || schema["type"] == "object" else {
      try context.fail("its type is not \"object\"", expected: "\"object\": settings are names with values")
    }
    let properties = schema["properties"]?.objectValue
    for name in schema["required"]?.arrayValue ?? [] {
      guard let name = name.stringValue, properties?[name] != nil else {
        try context.fail("it requires \(name), which is not among its properties", expected: "a property of that name")
      }
    }
    for member in properties?.members ?? [] where member.value.objectValue == nil {
      try context.fail("its property '\(member.key)' is no object", expected: "{\"type\": ..., \"description\": ...}")
    }
  }

  private static let hosts = Check(
    .descriptor, "egress_hosts", "The hosts that it wants to contact are written as the host reads them.",
    rule: "6. c4a_descriptor.egress_hosts",
    mend: "Write names without https:// and path: api.example.org, *.example.org:8443."
  ) { context in
    let descriptor = try context.descriptor()
    guard descriptor.egress_host_count > 0 else { return }
    guard let list = descriptor.egress_hosts, descriptor.egress_host_count <= 256 else {
      try context.fail("egress_hosts and egress_host_count do not fit together", expected: "a list of at most 256")
    }
    for index in 0..<descriptor.egress_host_count {
      let text = list[index].cutText(limit: 1_024)
      guard EgressHost(text) != nil else {
        try context.fail(
          "'\(text)' is not read as a host", expected: "api.example.org, *.example.org, each with an optional :port")
      }
    }
  }

  private static let capabilities = Check(
    .descriptor, "capabilities", "It has a function for each capability, and a capability for each function.",
    rule: "6. C4A_CAP_...", mend: "Set C4A_CAP_SEND_TEXT, _SEND_FILE and _WEBHOOK exactly where the function is there."
  ) { context in
    let raw = try context.descriptor()
    let functions = try context.functions()
    for (capability, has, name) in [
      (C4A_CAP_SEND_TEXT, functions.sendText != nil, "sendText"),
      (C4A_CAP_SEND_FILE, functions.sendFile != nil, "sendFile"),
      (C4A_CAP_WEBHOOK, functions.onWebhookEvent != nil, "onWebhookEvent"),
    ] where (raw.capabilities & capability != 0) != has {
      try context.fail(
        has ? "it has \(name) without the capability" : "it has the capability for \(name) without the function",
        expected: "both, or neither")
    }
  }

  private static let unknownExtension = Check(
    .descriptor, "unknown_extension", "It answers NULL for an extension that it cannot know.",
    rule: "6. c4a_connector.get_extension", mend: "Compare the whole id, length included; answer NULL to all others."
  ) { context in
    guard let get = try context.functions().get_extension else { throw CheckSkip("it has no get_extension") }
    for id in ["verify.unknown/1", "", "chat4all.", "chat4all.operations/999", "chat4all.operations/1x"] {
      var memory = BenchMemory()
      guard get(memory.text(id)) == nil else { try context.fail("it answers a table to '\(id)'", expected: "NULL") }
    }
  }

  private static let unique = Check(
    .descriptor, "unique", "No two connectors of the library have the same id or channel.",
    rule: "6. c4a_plugin", mend: "Give each connector an id and a channel of its own."
  ) { context in
    let library = try context.library()
    let all = try (0..<(try library.plugin().connector_count)).map { try library.descriptor($0) }
    guard all.count > 1 else { throw CheckSkip("it has one connector") }
    for (name, values) in [
      ("id", all.map { $0.id.cutText(limit: 1_024) }), ("channel", all.map { $0.channel.cutText(limit: 1_024) }),
    ] where Set(values).count < values.count {
      try context.fail("two connectors have the same \(name)", expected: "a different one each")
    }
  }
}
