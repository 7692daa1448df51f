// swift-tools-version: 6.2
import PackageDescription

// One target per room. docs/architecture.md says what each room owns and what it must not know.

/// Applied to every Swift target: imports stay internal unless a room re-exports a type on purpose.
let swiftSettings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Connectors export their entry and nothing else.
let exportMap: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/plugins/connector.map"])
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let timers = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")

let package = Package(
  name: "chat4all",
  products: [
    .executable(name: "chat4all", targets: ["chat4all"]),
    .executable(name: "sandbox", targets: ["sandbox"]),
    .library(name: "chat4all-echo", type: .dynamic, targets: ["EchoConnector"]),
    .library(name: "chat4all-chaos", type: .dynamic, targets: ["ChaosConnector"]),
    .library(name: "chat4all-hostile", type: .dynamic, targets: ["HostileConnector"]),
    .library(name: "chat4all-telegram", type: .dynamic, targets: ["TelegramPlugin"]),
    .library(name: "chat4all-whatsapp", type: .dynamic, targets: ["WhatsAppPlugin"]),
    .library(name: "chat4all-messenger", type: .dynamic, targets: ["MessengerPlugin"]),
    .library(name: "chat4all-instagram", type: .dynamic, targets: ["InstagramPlugin"]),
    .library(name: "chat4all-matrix", type: .dynamic, targets: ["MatrixPlugin"]),
    .library(name: "ConnectorSDK", targets: ["ConnectorSDK"]),
    .library(name: "ConnectorTesting", targets: ["ConnectorTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // Without its traits: they would bring a library for configuration that nothing here reads.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // The border to connector plugins and to C libraries.
    .target(name: "CConnectorABI"),
    .target(name: "CChildProcess"),
    .target(name: "CConfinement"),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CCMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

    // Pure values.
    .target(name: "JSON", swiftSettings: swiftSettings),
    .target(name: "Model", dependencies: ["JSON"], swiftSettings: swiftSettings),
    .target(name: "Addresses", swiftSettings: swiftSettings),
    .target(name: "Routing", dependencies: ["Model"], swiftSettings: swiftSettings),
    .target(name: "Formatting", dependencies: ["CCMark", "Model"], swiftSettings: swiftSettings),

    // The world outside: database, plugins, measurements.
    .target(
      name: "Postgres", dependencies: ["CLibPQ", logging, lifecycle, collections],
      swiftSettings: swiftSettings),
    .target(
      name: "OutboundHTTP", dependencies: ["CCurl", logging, lifecycle, collections],
      swiftSettings: swiftSettings),
    .target(name: "Files", swiftSettings: swiftSettings),
    .target(
      name: "Migrations", dependencies: ["Postgres"], path: "migrations",
      resources: [
        .embedInCode("0001_spine.sql"), .embedInCode("0002_connector_state.sql"), .embedInCode("0003_webhooks.sql"),
        .embedInCode("0004_ingress.sql"),
        .embedInCode("0005_operations.sql"),
        .embedInCode("0006_identity.sql"),
        .embedInCode("0007_failed_changes.sql"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Connectors", dependencies: ["CChildProcess", "CConnectorABI", "JSON", "Yams", crypto, logging],
      swiftSettings: swiftSettings),
    .target(name: "Confinement", dependencies: ["CConfinement"], swiftSettings: swiftSettings),
    .target(
      name: "ConnectorLink",
      dependencies: [
        "Connectors", crypto, logging, lifecycle,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
      ],
      swiftSettings: swiftSettings),
    .target(name: "Telemetry", dependencies: ["JSON", logging], swiftSettings: swiftSettings),

    // Projects for new connectors, and the files they are made of: the compiler takes these from where they lie.
    .target(name: "CProjectFiles", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
    .target(name: "ConnectorProjects", dependencies: ["CProjectFiles"], swiftSettings: swiftSettings),

    // What is kept, and how it enters.
    .target(
      name: "Store", dependencies: ["Addresses", "Inbox", "JSON", "Model", "Postgres"], swiftSettings: swiftSettings),
    .target(
      name: "Inbox", dependencies: ["JSON", "Model", "Postgres", logging, lifecycle, timers],
      swiftSettings: swiftSettings),

    .target(
      name: "Webhooks",
      dependencies: [
        "Inbox", "JSON", "Model", "Postgres", "Store", "Telemetry", crypto, collections, heap, logging, lifecycle,
      ],
      swiftSettings: swiftSettings),

    // The use cases, and the edge that offers them.
    .target(
      name: "Gateway",
      dependencies: [
        "Addresses", "Connectors", "Formatting", "Inbox", "JSON", "Model", "Postgres", "Routing", "Store", "Telemetry",
        "Webhooks", crypto, collections, heap, logging, lifecycle, timers,
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "RestAPI",
      dependencies: [
        "Formatting", "Gateway", "JSON", "Model", "Telemetry", "Webhooks", logging, lifecycle,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: swiftSettings),
    // What judges and drives connectors without a gateway: `chat4all plugin verify` and its neighbours.
    .target(name: "CPluginTools"),
    .target(
      name: "PluginTools", dependencies: ["CConnectorABI", "CPluginTools", "Connectors", "JSON", crypto, logging],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "chat4all",
      dependencies: [
        "Confinement", "ConnectorLink", "ConnectorProjects", "Connectors", "Files", "Gateway", "Inbox", "JSON",
        "MatrixRegistration",
        "Migrations",
        "Model", "OutboundHTTP", "PluginTools", "Postgres", "RestAPI", "Routing", "Store", "TelegramRegistration",
        "Telemetry", "Webhooks", logging, lifecycle, signals,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    // Simulated platforms. Shares nothing with the gateway's rooms but JSON, so that a mistake shows.
    .executableTarget(
      name: "sandbox",
      dependencies: [
        "JSON", collections, crypto, heap, logging, lifecycle,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "sandbox", exclude: ["README.md", "channels.yaml"], swiftSettings: swiftSettings),

    // Connectors that ship with the gateway.
    .target(
      name: "EchoConnector", dependencies: ["CConnectorABI"], path: "plugins/echo",
      cSettings: [.unsafeFlags(["-fvisibility=hidden"])], linkerSettings: exportMap),
    .target(
      name: "ChaosConnector", dependencies: ["CConnectorABI"], path: "plugins/chaos",
      cSettings: [.unsafeFlags(["-fvisibility=hidden"])], linkerSettings: exportMap),
    .target(
      name: "HostileConnector", dependencies: ["CConnectorABI"], path: "plugins/hostile",
      cSettings: [.unsafeFlags(["-fvisibility=hidden"])], linkerSettings: exportMap),

    // The layer for connectors in Swift, its host for tests, and what is written on it. A connector is a library that tests
    // can link, and beside it the few lines that make it a plugin.
    .target(
      name: "ConnectorSDK", dependencies: ["CConnectorABI", "JSON"], path: "plugins/ConnectorSDK",
      swiftSettings: swiftSettings),
    .target(
      name: "ConnectorTesting", dependencies: ["CConnectorABI", "ConnectorSDK", "JSON"],
      path: "plugins/ConnectorTesting", swiftSettings: swiftSettings),
    .target(
      name: "TelegramRegistration", dependencies: ["JSON"], path: "plugins/telegram/Registration",
      swiftSettings: swiftSettings),
    .target(
      name: "TelegramConnector", dependencies: ["ConnectorSDK", "JSON"], path: "plugins/telegram/Connector",
      swiftSettings: swiftSettings),
    .target(
      name: "TelegramPlugin", dependencies: ["CConnectorABI", "ConnectorSDK", "TelegramConnector"],
      path: "plugins/telegram/Plugin", swiftSettings: swiftSettings, linkerSettings: exportMap),
    .target(
      name: "WhatsAppConnector", dependencies: ["ConnectorSDK", "JSON", "MetaGraph"],
      path: "plugins/whatsapp/Connector", swiftSettings: swiftSettings),
    .target(
      name: "WhatsAppPlugin", dependencies: ["CConnectorABI", "ConnectorSDK", "WhatsAppConnector"],
      path: "plugins/whatsapp/Plugin", swiftSettings: swiftSettings, linkerSettings: exportMap),
    .target(name: "MatrixRegistration", path: "plugins/matrix/Registration", swiftSettings: swiftSettings),
    .target(
      name: "MatrixConnector", dependencies: ["ConnectorSDK", "JSON", crypto], path: "plugins/matrix/Connector",
      swiftSettings: swiftSettings),
    .target(
      name: "MatrixPlugin", dependencies: ["CConnectorABI", "ConnectorSDK", "MatrixConnector"],
      path: "plugins/matrix/Plugin", swiftSettings: swiftSettings, linkerSettings: exportMap),

    // What the products of Meta share: callbacks and errors of the Graph API; and what Messenger and Instagram share.
    .target(
      name: "MetaGraph", dependencies: ["ConnectorSDK", "JSON", crypto], path: "plugins/meta/Graph",
      swiftSettings: swiftSettings),
    .target(
      name: "MetaMessaging", dependencies: ["ConnectorSDK", "JSON", "MetaGraph"], path: "plugins/meta/Messaging",
      swiftSettings: swiftSettings),
    .target(
      name: "MessengerConnector", dependencies: ["ConnectorSDK", "MetaGraph", "MetaMessaging"],
      path: "plugins/messenger/Connector", swiftSettings: swiftSettings),
    .target(
      name: "MessengerPlugin", dependencies: ["CConnectorABI", "ConnectorSDK", "MessengerConnector"],
      path: "plugins/messenger/Plugin", swiftSettings: swiftSettings, linkerSettings: exportMap),
    .target(
      name: "InstagramConnector", dependencies: ["ConnectorSDK", "MetaGraph", "MetaMessaging"],
      path: "plugins/instagram/Connector", swiftSettings: swiftSettings),
    .target(
      name: "InstagramPlugin", dependencies: ["CConnectorABI", "ConnectorSDK", "InstagramConnector"],
      path: "plugins/instagram/Plugin", swiftSettings: swiftSettings, linkerSettings: exportMap),

    // Tests mirror the rooms. What drives the whole executable is in Tests/Integration, in Python.
    .target(name: "ConfinementAttempts", path: "Tests/ConfinementAttempts"),
    .executableTarget(
      name: "ConfinementProbe", dependencies: ["Confinement", "ConfinementAttempts"], path: "Tests/ConfinementProbe",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ConfinementTests", dependencies: ["Confinement", "ConfinementProbe"], swiftSettings: swiftSettings),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: swiftSettings),
    .testTarget(
      name: "TelemetryTests", dependencies: ["JSON", "Telemetry", logging], swiftSettings: swiftSettings),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "PostgresTestSupport", dependencies: ["Migrations", "Postgres", logging],
      path: "Tests/PostgresTestSupport", swiftSettings: swiftSettings),
    .testTarget(name: "ModelTests", dependencies: ["JSON", "Model", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(name: "FormattingTests", dependencies: ["Formatting", "Model"], swiftSettings: swiftSettings),
    .testTarget(
      name: "AddressesTests", dependencies: ["Addresses", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(name: "RoutingTests", dependencies: ["Model", "Routing"], swiftSettings: swiftSettings),
    .testTarget(
      name: "PostgresTests", dependencies: ["Postgres", "PostgresTestSupport", logging, lifecycle],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OutboundHTTPTests",
      dependencies: ["JSON", "OutboundHTTP", "TestSupport", crypto, logging, lifecycle],
      exclude: ["Support/authority.pem", "Support/client.pem", "Support/server.pem", "Support/server.py"],
      swiftSettings: swiftSettings),
    .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: swiftSettings),
    .testTarget(
      name: "InboxTests", dependencies: ["Inbox", "Model", "Postgres", "PostgresTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ConnectorsTests", dependencies: ["CConnectorABI", "Connectors", "JSON", logging],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ConnectorLinkTests",
      dependencies: ["ConnectorLink", "Connectors", .product(name: "NIOCore", package: "swift-nio")],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ConnectorSDKTests",
      dependencies: ["CConnectorABI", "ConnectorSDK", "ConnectorTesting", "JSON", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(name: "ConnectorProjectsTests", dependencies: ["ConnectorProjects"], swiftSettings: swiftSettings),
    .testTarget(
      name: "TelegramConnectorTests",
      dependencies: [
        "ConnectorSDK", "ConnectorTesting", "JSON", "TelegramConnector", "TelegramRegistration", "TestSupport",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "WhatsAppConnectorTests",
      dependencies: ["ConnectorSDK", "ConnectorTesting", "JSON", "TestSupport", "WhatsAppConnector", crypto],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "PluginToolsTests", dependencies: ["Connectors", "JSON", "PluginTools"], swiftSettings: swiftSettings),
    .testTarget(
      name: "MetaMessagingTests",
      dependencies: [
        "ConnectorSDK", "ConnectorTesting", "InstagramConnector", "JSON", "MessengerConnector", "TestSupport", crypto,
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "MatrixConnectorTests",
      dependencies: [
        "ConnectorSDK", "ConnectorTesting", "JSON", "MatrixConnector", "MatrixRegistration", "TestSupport",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "RestAPITests",
      dependencies: [
        "Gateway", "JSON", "Model", "RestAPI", "Telemetry", logging, lifecycle,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SandboxTests",
      dependencies: ["JSON", "sandbox", .product(name: "NIOHTTP1", package: "swift-nio")], swiftSettings: swiftSettings),
    .testTarget(
      name: "WebhooksTests",
      dependencies: ["JSON", "Model", "Store", "TestSupport", "Webhooks"], swiftSettings: swiftSettings),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Connectors", "Gateway", "Inbox", "JSON", "Migrations", "Model", "Postgres", "PostgresTestSupport", "Routing",
        "Store", "TestSupport", crypto, logging, lifecycle,
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "IngressTests",
      dependencies: [
        "Addresses", "Connectors", "Gateway", "Inbox", "JSON", "Migrations", "Model", "Postgres",
        "PostgresTestSupport", "Store", "TestSupport", logging,
      ],
      swiftSettings: swiftSettings),
  ]
)
