import CConnectorABI
import Logging

// New channel accounts, and other ones, while the host runs.
extension ConnectorHost {
  /// Changes the accounts to those of `configurations`. An account that is as before is not touched.
  ///
  /// The new connectors are made first; where one of them cannot be, nothing changes. Then they take the places of the
  /// old ones, whose sends under way end before the new ones connect; what is asked meanwhile waits. An account that
  /// is hosted by the gateway itself keeps the library that was loaded first, whatever its file is now.
  ///
  /// - Parameters:
  ///   - deadline: How long what is under way may take to end.
  ///   - adopt: Called with the new accounts when they are in force, before the old ones are stopped.
  /// - Throws: `ConnectorHostErrors` with everything that is wrong.
  public func reload(
    _ configurations: [ChannelAccountConfiguration], deadline: Duration,
    adopt: @Sendable ([ChannelAccount]) -> Void
  ) async throws -> ConnectorReload {
    guard
      loaded.withLock({ loaded in
        guard loaded.hasStarted, !loaded.isEnding, !loaded.isReloading else { return false }
        loaded.isReloading = true
        return true
      })
    else {
      throw ConnectorHostErrors(errors: [
        .init(code: .busy, message: "the accounts are being changed already, or the gateway starts or stops")
      ])
    }
    defer { loaded.withLock { $0.isReloading = false } }
    let found = try await find(configurations)
    let (services, current) = loaded.withLock { ($0.services, $0.seats) }
    let old = Dictionary(uniqueKeysWithValues: current.map { ($0.found.account.name, $0) })
    var report = ConnectorReload()
    var seats: [Seat] = []
    var fresh: [Seat] = []
    for found in found {
      let name = found.account.name
      if let seat = old[name], isSame(seat.found, found) {
        // Where it stands in the file may be another place.
        seats.append(Seat(found: found, connector: seat.connector))
        report.unchanged.append(name)
        continue
      }
      let seat = makeSeat(found)
      seats.append(seat)
      fresh.append(seat)
      if old[name] == nil { report.added.append(name) } else { report.changed.append(name) }
    }
    let names = Set(found.map(\.account.name))
    report.removed = current.map(\.found.account.name).filter { !names.contains($0) }
    try await make(fresh, old, services)
    let isInForce = loaded.withLock { loaded in
      guard !loaded.isEnding else { return false }
      loaded.take(seats)
      return true
    }
    guard isInForce else {
      await stop(fresh.map(\.connector), within: .seconds(1))
      throw ConnectorHostErrors(errors: [.init(code: .busy, message: "the gateway stops")])
    }
    adopt(seats.map(\.found.account))
    await replace(old, report, fresh, deadline)
    return report
  }

  /// Libraries may take their time to load, or never do: not on the cooperative pool.
  private func find(_ configurations: [ChannelAccountConfiguration]) async throws -> [AccountLoader.Found] {
    let loader = loader
    return try await withCheckedContinuation { continuation in
      OperatingSystemThread.start(name: "c4a-reload") {
        continuation.resume(returning: Result { try loader.find(configurations) })
      }
    }.get()
  }

  private func isSame(_ one: AccountLoader.Found, _ other: AccountLoader.Found) -> Bool {
    one.account.configuration.isSame(as: other.account.configuration) && one.request == other.request
      && one.digest == other.digest
  }

  /// Makes the new connectors, without connecting them; where one cannot be made, none is left.
  private func make(_ fresh: [Seat], _ old: [String: Seat], _ services: ConnectorServices) async throws {
    let unknown = fresh.map(\.found.account.name).filter { old[$0] == nil }
    let stored = unknown.isEmpty ? [] : try await services.state?.load(accounts: unknown) ?? []
    let byAccount = Dictionary(grouping: stored, by: \.account)
    // Until they are in force, they need the clock as well.
    loaded.withLock { loaded in
      for seat in fresh { loaded.byNumber[seat.connector.token >> InstanceRegistry.serialBits] = seat.connector }
    }
    let results = await start(fresh, services: services, connects: false) { name in
      old[name]?.connector.kept ?? byAccount[name] ?? []
    }
    let errors = zip(fresh, results).filter { $1.code == C4A_BAD_CONFIG || $1.hasCrashed }
      .map { refusal($0.found.account, $1) }
    guard errors.isEmpty else {
      await stop(fresh.map(\.connector), within: .seconds(1))
      forget(fresh.map(\.connector))
      throw ConnectorHostErrors(errors: errors)
    }
  }

  /// Lets the old connectors come to their ends, and each new one take over when its predecessor is gone.
  private func replace(
    _ old: [String: Seat], _ report: ConnectorReload, _ fresh: [Seat], _ deadline: Duration
  ) async {
    await withTaskGroup { group in
      for seat in fresh {
        let predecessor = old[seat.found.account.name]?.connector
        let connector = seat.connector
        group.addTask {
          if let predecessor {
            await self.stop([predecessor], within: deadline)
            for change in predecessor.kept { connector.stateStored(change) }
            self.forget([predecessor])
          }
          connector.connect()
        }
      }
      for name in report.removed {
        guard let connector = old[name]?.connector else { continue }
        group.addTask {
          await self.stop([connector], within: deadline)
          self.forget([connector])
        }
      }
    }
  }

  private func forget(_ connectors: [any HostedConnector]) {
    loaded.withLock { loaded in
      for connector in connectors { loaded.byNumber[connector.token >> InstanceRegistry.serialBits] = nil }
    }
  }
}
