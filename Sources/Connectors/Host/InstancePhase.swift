/// Where an instance is in its life.
enum InstancePhase {
  /// Not made yet, or it could not be made; tried at `retryAt`.
  case absent(reason: SendResult?, retryAt: Int64)
  case creating
  /// Made, not connected; tried at `retryAt`.
  case disconnected(reason: SendResult?, retryAt: Int64)
  case connecting
  case connected
  /// Nothing new is taken; see `StopPlan`.
  case stopping
  case ended
}
