/// Whose behaviour a fault changes.
enum FaultTarget: String, CaseIterable, Sendable {
  case telegram
  case whatsapp
  case messenger
  case instagram
  case receiver
}
