import TestSupport
import Testing

@testable import Addresses

struct PlatformAddressTests {
  @Test(arguments: [
    ("5511987654321", "5511987654321"), ("551187654321", "5511987654321"), ("+55 (11) 98765-4321", "5511987654321"),
    ("0055 11 8765.4321", "5511987654321"), ("556199998888", "5561999998888"),
    // Landlines have no ninth digit, and a 9 before one is another number.
    ("551132654321", "551132654321"), ("5511932654321", "5511932654321"), ("550187654321", "550187654321"),
  ])
  func brazilsNinthDigitMakesNoOtherPerson(typed: String, key: String) {
    #expect(PlatformAddress(channel: "whatsapp", text: typed).key == key)
  }

  @Test(arguments: [
    ("5491123456789", "5491123456789"), ("541123456789", "5491123456789"), ("54 11 15 2345-6789", "5491123456789"),
    ("54911152345 6789", "5491123456789"), ("+54 9 351 234 5678", "5493512345678"), ("54351152345678", "5493512345678"),
    ("54 2966 15 123456", "5492966123456"), ("54 99", "5499"), ("5491", "5491"),
  ])
  func argentinasPrefixesMakeNoOtherPerson(typed: String, key: String) {
    #expect(PlatformAddress(channel: "whatsapp", text: typed).key == (key.count < 7 ? typed : key))
  }

  @Test(arguments: [
    ("5215512345678", "525512345678"), ("52 55 1234 5678", "525512345678"), ("5255123456789", "5255123456789"),
  ])
  func mexicosOneMakesNoOtherPerson(typed: String, key: String) {
    #expect(PlatformAddress(channel: "whatsapp", text: typed).key == key)
  }

  @Test(arguments: [
    ("whatsapp", "BR.13491208655302741918"), ("whatsapp", "120363041234567890@g.us"), ("telegram", "551187654321"),
    ("telegram", "@Some_Group"), ("matrix", "@Ana:Example.org"), ("echo", "+55 11 8765 4321"), ("whatsapp", "12345"),
  ])
  func whatHasOneSpellingStaysAsItIs(channel: String, text: String) {
    let address = PlatformAddress(channel: channel, text: text)
    #expect(address.key == text)
    #expect(address.variants == [text])
  }

  @Test(arguments: ["14155550123", "4915112345678", "351912345678"])
  func numbersOfOtherCountriesAreTheirDigits(digits: String) {
    #expect(PlatformAddress(channel: "whatsapp", text: "+" + digits).key == digits)
    #expect(PlatformAddress(channel: "whatsapp", text: digits).variants == [digits])
  }

  @Test func everyVariantHasTheSameKey() {
    var generator = SeededGenerator(seed: 7)
    for prefix in ["55", "54", "549", "52", "521", "1", "44"] {
      for _ in 0..<500 {
        let length = Int.random(in: 6...13, using: &generator)
        let rest = (0..<length).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        let address = PlatformAddress(channel: "whatsapp", text: prefix + rest)
        #expect(address.variants.first == address.key, "\(prefix)\(rest)")
        for variant in address.variants {
          #expect(PlatformAddress(channel: "whatsapp", text: variant).key == address.key, "\(variant)")
        }
      }
    }
  }
}
