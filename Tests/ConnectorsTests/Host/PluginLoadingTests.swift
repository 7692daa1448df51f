import Connectors
import Foundation
import Testing

struct PluginLoadingTests {
  /// A connector that is right in all but what the arguments change.
  private func library(
    _ changes: String = "",
    entry: String = "return &plugin;",
    functions: String = ".create = create"
  ) throws -> String {
    try Plugins.build(
      """
      #include "chat4all/connector.h"
      static void create(const c4a_host *host, c4a_instance instance, c4a_op op, void **self) {
        (void)instance; (void)self;
        c4a_finish(host, op, C4A_OK, NULL);
      }
      static const c4a_connector functions = {.size = sizeof functions, \(functions)};
      #pragma GCC diagnostic ignored "-Woverride-init"
      static const c4a_descriptor descriptor = {
        .size = sizeof descriptor, .abi = C4A_ABI, .min_host_abi = 1, .id = C4A_LITERAL("org.example.x"),
        .channel = C4A_LITERAL("x"), .display_name = C4A_LITERAL("X"), .version = C4A_LITERAL("1.0.0"),
        .connector = &functions, \(changes)};
      static const c4a_descriptor *const descriptors[] = {&descriptor};
      static const c4a_plugin plugin = {sizeof plugin, C4A_ABI, descriptors, 1};
      const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi) {
        (void)host_abi; (void)plugin;
        \(entry)
      }
      """
    )
  }

  private func failure(_ plugin: String, searchPath: [String] = []) async throws -> ConnectorHostError? {
    let host = ConnectorHost(
      accounts: [.init(name: "one", plugin: plugin, hosting: .inProcess)],
      searchPath: searchPath,
      logger: .init(label: "test")
    ) { _ in }
    do {
      try await host.start()
      await host.shutdown(deadline: .seconds(5))
      return nil
    } catch let errors as ConnectorHostErrors {
      return errors.errors.first
    }
  }

  @Test func loadsWhatIsRight() async throws {
    #expect(try await failure(library()) == nil)
  }

  @Test(arguments: [
    (".id = {NULL, 0}", "its descriptor has no id"),
    (".id = C4A_LITERAL(\"a b\")", "its descriptor's id 'a b' has to look like [A-Za-z0-9.-]{3,128}"),
    (".channel = C4A_LITERAL(\"Big\")", "its descriptor's channel 'Big' has to look like [a-z][a-z0-9_-]{0,62}"),
    (".channel = C4A_LITERAL(\"all\")", "the channel 'all' is reserved"),
    (".version = C4A_LITERAL(\"1.0\")", "its version '1.0' is not one of semver.org, like 1.4.0"),
    (".display_name = C4A_LITERAL(\"\\xff\")", "its descriptor's display_name is not UTF-8"),
    (".id = {NULL, 7}", "its descriptor's id is broken or longer than 1024 bytes"),
    (".min_host_abi = 99", "it needs a host of interface 99 or newer; this one is 2"),
    (".size = 0", "its descriptor is NULL or has no size"),
    (".size = 24", "its descriptor has no id"),
    (".connector = NULL", "its connector table is NULL or has no size"),
    (
      ".capabilities = C4A_CAP_SEND_TEXT", "it has the capability for 'sendText' without the function"
    ),
    (".config_schema = C4A_LITERAL(\"{\")", "its config_schema is not JSON"),
    (".egress_host_count = 3", "its egress_hosts and egress_host_count do not fit together"),
  ]) func saysWhatIsWrongWithADescriptor(change: String, message: String) async throws {
    let path = try library(change)
    let error = try await failure(path)
    #expect(error?.code == .pluginUnusable)
    #expect(error?.message.hasPrefix("\(path) cannot be used: \(message)") == true, "\(error?.message ?? "nothing")")
  }

  @Test func saysWhenThereIsNoCreate() async throws {
    let path = try library(functions: ".reserved = sizeof create * 0")
    #expect(try await failure(path)?.message == "\(path) cannot be used: its connector table has no 'create'")
  }

  @Test func saysWhenAPluginDoesNotWantThisHost() async throws {
    let path = try library(entry: "return NULL;")
    #expect(try await failure(path)?.message == "\(path) cannot be used: it does not work with a host of interface 2")
  }

  @Test func saysWhereItLookedForAName() async throws {
    let error = try await failure("nowhere", searchPath: ["/a", "/b"])
    #expect(error?.code == .pluginNotFound)
    #expect(
      error?.message
        == "no libchat4all-nowhere.so for plugin 'nowhere': searched /a, /b; name a folder with --plugins or CHAT4ALL_PLUGINS"
    )
  }

  @Test func saysWhenAFileIsNotALibrary() async throws {
    let path = try Plugins.temporaryFolder() + "/text.so"
    try "hello".write(toFile: path, atomically: true, encoding: .utf8)
    let error = try await failure(path)
    #expect(error?.code == .pluginUnusable)
    #expect(error?.message.contains("file too short") == true || error?.message.contains("invalid ELF header") == true)
  }

  @Test func saysWhenALibraryIsNoConnector() async throws {
    let folder = try Plugins.temporaryFolder()
    let source = folder + "/x.c"
    try "int x;".write(toFile: source, atomically: true, encoding: .utf8)
    try Plugins.run("cc", ["-shared", "-fPIC", "-o", folder + "/x.so", source])
    #expect(try await failure(folder + "/x.so")?.message.contains("does not export 'chat4all_plugin_v1'") == true)
  }

  @Test func takesTheFirstFolderThatHasThePlugin() async throws {
    let own = try Plugins.directory()
    #expect(try await failure("echo", searchPath: ["/nowhere", own + "/"]) == nil)
  }

  @Test func looksInTheFlagsFirstAndNextToTheExecutableLast() {
    let directories = PluginSearchPath.directories(
      flags: ["/f1:/f2", "/f3"],
      environment: ["CHAT4ALL_PLUGINS": "/e1::/f1:/e2"]
    )
    #expect(directories.dropLast() == ["/f1", "/f2", "/f3", "/e1", "/e2"])
    #expect(directories.last?.hasPrefix("/") == true)
  }

  @Test(arguments: ["echo", "chaos"]) func shippedLibrariesExportOnlyTheirEntry(name: String) throws {
    let symbols = try Plugins.run(
      "nm",
      ["-D", "--defined-only", "--format=posix", Plugins.directory() + "/libchat4all-\(name).so"]
    )
    #expect(symbols.split(separator: "\n").map { $0.split(separator: " ")[0] } == ["chat4all_plugin_v1"])
  }

  @Test func tellsOfFoldersThatAreNotThere() throws {
    let log = CollectedLog()
    let folder = try Plugins.directory()
    let host = ConnectorHost(
      accounts: [], searchPath: [folder, "/none", "/dev/null"],
      logger: log.logger
    ) { _ in }
    try host.load()
    #expect(log.lines.filter { $0.level == .warning }.compactMap { $0.metadata["folder"] } == ["/none", "/dev/null"])
  }
}
