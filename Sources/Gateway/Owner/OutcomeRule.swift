import Connectors
import Model

/// What a send's result means for its delivery: a pure function.
struct OutcomeRule: Sendable {
  enum Disposition: Equatable {
    /// Leaves its lane.
    case done
    /// Is tried again after this time.
    case again(after: Duration)
  }

  var schedule: RetrySchedule
  var isIdempotent: Bool
  var uncertain: UncertainSends

  /// How long an account's queue rests when the host itself had no room.
  static let hostBusyDelay = Duration.milliseconds(50)

  /// Applies a result to a delivery, which may have been moved on by a receipt in the meantime.
  ///
  /// - Parameter random: From 0 to 1; spreads retries.
  /// - Returns: What becomes of it in its lane; a delivery that was given up has the status `failed`.
  func apply(
    _ result: SendResult, to delivery: inout Delivery, mayHaveBeenSent: Bool, at now: Timestamp, random: Double
  ) -> Disposition {
    if let remoteID = result.remoteID, !remoteID.isEmpty { delivery.externalMessageID = remoteID }
    guard delivery.status == .pending else { return .done }
    if mayHaveBeenSent, result.reachedConnector { delivery.possibleDuplicate = true }
    let detail = result.detail.isEmpty ? nil : result.detail
    switch result.resultClass {
    case .ok:
      delivery.attempts += 1
      delivery.reason = nil
      delivery.detail = nil
      _ = delivery.advance(to: .sent, at: now)
      return .done
    case .permanent where result.hasCrashed:
      delivery.attempts += 1
      return fail(&delivery, "connector_crashed", detail, at: now)
    case .permanent:
      delivery.attempts += 1
      return fail(&delivery, "connector.\(result.codeName)", detail, at: now)
    case .pauseInstance:
      delivery.reason = "connector.\(result.codeName)"
      delivery.detail = detail
      return .again(after: AccountGate.pause)
    case .retry where result.isRateLimit:
      return .again(after: result.retryAfter ?? schedule.delays.first ?? .seconds(1))
    case .retry where !result.reachedConnector:
      return .again(after: result.retryAfter ?? Self.hostBusyDelay)
    case .unknownOutcome where !result.reachedConnector:
      return .again(after: Self.hostBusyDelay)
    case .unknownOutcome:
      if uncertain == .park, !isIdempotent {
        delivery.attempts += 1
        return fail(&delivery, "outcome_unknown", detail, at: now)
      }
      if !isIdempotent { delivery.possibleDuplicate = true }
      if result.hasCrashed {
        // No attempt is counted: which message crashes its connector is found out where the connector is hosted.
        return again(&delivery, result, detail, after: schedule.delays.first ?? .seconds(1), at: now)
      }
      return retry(&delivery, result, detail, at: now, random: random)
    case .retry, .contractViolation:
      return retry(&delivery, result, detail, at: now, random: random)
    }
  }

  private func retry(
    _ delivery: inout Delivery, _ result: SendResult, _ detail: String?, at now: Timestamp, random: Double
  ) -> Disposition {
    delivery.attempts += 1
    guard let delay = schedule.delay(after: Int(delivery.attempts), retryAfter: result.retryAfter, random: random)
    else { return fail(&delivery, "attempts_exhausted", detail ?? result.codeName, at: now) }
    return again(&delivery, result, detail, after: delay, at: now)
  }

  private func again(
    _ delivery: inout Delivery, _ result: SendResult, _ detail: String?, after delay: Duration, at now: Timestamp
  ) -> Disposition {
    delivery.reason = "connector.\(result.codeName)"
    delivery.detail = detail
    delivery.nextAttemptAt = now.advanced(by: delay)
    return .again(after: delay)
  }

  private func fail(
    _ delivery: inout Delivery, _ reason: String, _ detail: String?, at now: Timestamp
  ) -> Disposition {
    delivery.reason = reason
    delivery.detail = detail
    _ = delivery.advance(to: .failed, at: now)
    return .done
  }
}
