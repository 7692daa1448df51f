import Foundation
import Logging
import Postgres
import PostgresTestSupport
import Testing

@Suite struct PostgresListenerTests {
  @Test func notificationsArriveInOrderAndAgainAfterAReconnection() async throws {
    try await TestCluster.withDatabase { configuration in
      let heard = Collector<PostgresNotification>()
      let listener = PostgresListener(
        configuration: configuration,
        channels: ["odd \"name\"", "plain"],
        logger: .quiet
      ) { heard.add($0) }
      let notify = Statement("SELECT pg_notify($1, $2)")
      try await running(listener) {
        try await eventually { heard.count == 1 }
        try await PostgresConnection.withConnection(configuration) { connection in
          try connection.query(notify, [.text("odd \"name\""), .text("1")])
          try connection.query(notify, [.text("plain"), .text("2")])
          try connection.query(notify, [.text("other"), .text("nobody hears this")])
        }
        try await eventually { heard.count == 3 }
        #expect(
          heard.all == [
            .mayHaveMissed, .notified(channel: "odd \"name\"", payload: "1"), .notified(channel: "plain", payload: "2"),
          ]
        )
        #expect(listener.isConnected)
        try await PostgresConnection.withConnection(configuration) {
          try $0.query(
            Statement(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE pid <> pg_backend_pid() AND datname = current_database()
              """
            )
          )
        }
        try await eventually { heard.count == 4 }
        #expect(heard.all.last == .mayHaveMissed)
        try await PostgresConnection.withConnection(configuration) {
          _ = try $0.query(notify, [.text("plain"), .text("3")])
        }
        try await eventually { heard.count == 5 }
        #expect(heard.all.last == .notified(channel: "plain", payload: "3"))
      }
    }
  }

  @Test func aSilentServerIsAskedForASignOfLife() async throws {
    try await TestCluster.withDatabase { configuration in
      let heard = Collector<PostgresNotification>()
      let listener = PostgresListener(
        configuration: configuration,
        channels: ["plain"],
        heartbeat: .milliseconds(20),
        logger: .quiet
      ) { heard.add($0) }
      try await running(listener) {
        try await eventually {
          try await PostgresConnection.withConnection(configuration) {
            try $0.query(
              Statement("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT 1' AND datname = current_database()")
            ).count == 1
          }
        }
        #expect(heard.all == [.mayHaveMissed])
      }
    }
  }
}
