import Testing

@testable import sandbox

@Suite struct WhatsAppNumberTests {
  @Test(
    arguments: [
      ("+55 11 99887-7665", "5511998877665"), ("(1) 555 000-1111", "15550001111"), ("351912345678", "351912345678"),
    ])
  func readsNumbersAsPeopleWriteThem(text: String, digits: String) {
    #expect(WhatsAppNumber.digits(text) == digits)
  }

  @Test(arguments: ["", "12345", "abc", "55+11998877665", "0511998877665", "1234567890123456", "٥٥١١٩٩٨٨٧٧٦٦٥"])
  func refusesWhatIsNoNumber(text: String) {
    #expect(WhatsAppNumber.digits(text) == nil)
  }

  @Test(
    arguments: [
      ("5511998877665", "551198877665"), ("551198877665", "551198877665"), ("541122334455", "5491122334455"),
      ("5491122334455", "5491122334455"), ("525512345678", "5215512345678"), ("4915112345678", "4915112345678"),
    ])
  func makesIdsOfNumbers(digits: String, waID: String) {
    #expect(WhatsAppNumber.waID(digits: digits) == waID)
  }

  @Test func hidesTheUsersNumberInAMessageID() {
    var random = SeededGenerator(seed: 3)
    let inbound = WhatsAppMessageID.make(waID: "551198877665", isFromUser: true, using: &random)
    let outbound = WhatsAppMessageID.make(waID: "551198877665", isFromUser: false, using: &random)
    #expect(inbound.hasPrefix("wamid.HBgMNTUxMTk4ODc3NjY1FQIAEhgU"))
    #expect(outbound.hasPrefix("wamid.HBgMNTUxMTk4ODc3NjY1FQIAERgS"))
    #expect(WhatsAppMessageID.waID(of: outbound) == "551198877665")
    #expect(WhatsAppMessageID.waID(of: "wamid.FAKE") == nil)
  }
}
