/// Credentials and people for trying things out. Nothing real knows them.
enum Demo {
  static let port = 9090
  static let telegramToken = "7000000001:AAsandboxDemoToken_0123456789abcdef"
  static let telegramSecret = "sandbox-demo-secret"
  static let whatsappAccessToken = "EAAsandboxDemoToken"
  static let whatsappPhoneNumberID = "106500000000001"
  static let whatsappAppSecret = "sandbox-demo-app-secret"
  static let whatsappVerifyToken = "sandbox-demo-verify-token"
  static let people = [
    "ana=whatsapp", "bruno=telegram", "carla=whatsapp", "davi=telegram", "elisa=messenger", "igor=instagram",
  ]
  static let platforms = ["telegram", "whatsapp", "messenger", "instagram"]
}
