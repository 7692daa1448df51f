// swift-tools-version: 6.2
import PackageDescription

/// The library shows its entry, and nothing else.
let exportMap: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/connector.map"])
]

let package = Package(
  name: "new-channel",
  products: [.library(name: "chat4all-new-channel", type: .dynamic, targets: ["NewChannelPlugin"])],
  dependencies: [.package(path: "vendor/chat4all")],
  targets: [
    // The connector, which tests link, and beside it the few lines that make it a plugin.
    .target(
      name: "Chat4AllNewChannel", dependencies: [.product(name: "ConnectorSDK", package: "chat4all")],
      path: "Sources/Connector"),
    .target(
      name: "NewChannelPlugin",
      dependencies: ["Chat4AllNewChannel", .product(name: "ConnectorSDK", package: "chat4all")],
      path: "Sources/Plugin", linkerSettings: exportMap),
    .testTarget(
      name: "NewChannelTests",
      dependencies: ["Chat4AllNewChannel", .product(name: "ConnectorTesting", package: "chat4all")],
      path: "Tests"),
  ]
)
