// swift-tools-version: 6.2
import PackageDescription

// Chat4All's layer for connectors in Swift, as it was when this project was made. It needs nothing from the network. A later
// one is as good: connectors of any age run on any later gateway.

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "chat4all",
  products: [
    .library(name: "ConnectorSDK", targets: ["ConnectorSDK", "CConnectorABI"]),
    .library(name: "ConnectorTesting", targets: ["ConnectorTesting", "ConnectorSDK"]),
  ],
  targets: [
    .target(name: "CConnectorABI"),
    .target(name: "JSON", swiftSettings: swiftSettings),
    .target(name: "ConnectorSDK", dependencies: ["CConnectorABI", "JSON"], swiftSettings: swiftSettings),
    .target(
      name: "ConnectorTesting", dependencies: ["CConnectorABI", "ConnectorSDK", "JSON"], swiftSettings: swiftSettings),
  ]
)
