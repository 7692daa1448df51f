import Foundation
import Postgres
import Testing

@Suite struct PostgresConfigurationTests {
  @Test(arguments: [
    "postgres://user:s3cr3t@h1:1,h2:2/db?target_session_attrs=read-write",
    "host=h1,h2 port=1,2 user=user password=s3cr3t dbname=db target_session_attrs=read-write",
  ])
  func thePasswordIsMasked(_ text: String) throws {
    let configuration = try PostgresConfiguration(text)
    for shown in ["\(configuration)", String(reflecting: configuration), dumped(configuration)] {
      #expect(!shown.contains("s3cr3t"))
      #expect(shown.contains("h1,h2"))
    }
    #expect(configuration.description.contains("password='***'"))
  }

  @Test func aMalformedStringIsRefusedWithoutQuotingIt() {
    for text in ["postgres://user:s3cr3t@[::1/db", "password = 's3cr3t", "nonsense s3cr3t"] {
      let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(text) }
      #expect(error?.code == .configuration)
      #expect(error.map { "\($0)".contains("s3cr3t") } == false)
    }
  }

  @Test func anotherDatabaseKeepsEverythingElse() throws {
    let configuration = try PostgresConfiguration("host='/a b/it''s' user=me dbname=one".replacing("''", with: "\\'"))
    let other = try configuration.with(database: "two")
    #expect(other.description.contains("dbname='two'"))
    #expect(other.description.contains("host='/a b/it\\'s'"))
    #expect(try other.with(database: "one").description.contains("dbname='one'"))
  }

  @Test func anUnreachableServerIsUnavailableAndNamesNoPassword() async throws {
    let configuration = try PostgresConfiguration("postgres://user:s3cr3t@127.0.0.1:1/db")
    let error = await #expect(throws: PostgresError.self) {
      try await PostgresConnection.withConnection(configuration) { _ in }
    }
    #expect(error?.code == .unavailable)
    #expect(error?.isRetriable == true)
    #expect(error.map { "\($0)".contains("s3cr3t") } == false)
  }

  private func dumped(_ value: Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
  }
}
