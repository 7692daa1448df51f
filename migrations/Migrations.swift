public import Postgres

/// The schema's history, in order. Applied migrations are never edited; a change is a new file and a line here and in
/// Package.swift, which compiles the files into the executable.
public enum Migrations {
  public static let all: [Migration] = [
    Migration(version: 1, name: "spine", sql: String(decoding: PackageResources._001_spine_sql, as: UTF8.self)),
    Migration(
      version: 2, name: "connector_state",
      sql: String(decoding: PackageResources._002_connector_state_sql, as: UTF8.self)),
    Migration(version: 3, name: "webhooks", sql: String(decoding: PackageResources._003_webhooks_sql, as: UTF8.self)),
    Migration(version: 4, name: "ingress", sql: String(decoding: PackageResources._004_ingress_sql, as: UTF8.self)),
    Migration(
      version: 5, name: "operations", sql: String(decoding: PackageResources._005_operations_sql, as: UTF8.self)),
    Migration(version: 6, name: "identity", sql: String(decoding: PackageResources._006_identity_sql, as: UTF8.self)),
    Migration(
      version: 7, name: "failed_changes",
      sql: String(decoding: PackageResources._007_failed_changes_sql, as: UTF8.self)),
  ]
}
