import Addresses
import Migrations
import Postgres
import TestSupport
import Testing

/// The rules for spellings exist twice: in Swift, and as SQL in the migration that gave the first keys.
@Suite(.serialized) struct AddressRuleTests {
  @Test func theMigrationsRulesAreThoseOfTheProgram() async throws {
    let rules = try #require(Self.rules)
    try await TestDatabase.run { database in
      let addresses = Self.addresses()
      #expect(addresses.count > 20_000)
      let keys = try await database.connect { connection throws in
        // Stands before the table of that name, and asks for no users.
        try connection.execute(script: "CREATE TEMP TABLE identities (channel text, address text);")
        _ = try connection.query(
          Statement("INSERT INTO identities SELECT 'whatsapp', a FROM unnest($1::text[]) a"), [.textArray(addresses)])
        return try connection.query(Statement("\(rules) SELECT address, key FROM keyed"), []).map {
          (address: try $0.text(0), key: try $0.text(1))
        }
      }
      #expect(keys.count == addresses.count)
      let others = keys.filter { PlatformAddress(channel: "whatsapp", text: $0.address).key != $0.key }
      let told = others.prefix(10).map { "\($0.address) is \($0.key) by the migration" }.joined(separator: "; ")
      #expect(others.isEmpty, "\(others.count) of \(keys.count) differ: \(told)")
      // The corpus speaks of the rules: many keys are not what was written, nor its digits alone.
      #expect(keys.filter { pair in pair.key != pair.address.filter(\.isNumber) }.count > 3_000)
    }
  }

  /// From the migration's own text, up to where it stores what it has found.
  private static var rules: String? {
    guard let sql = Migrations.all.first(where: { $0.name == "identity" })?.sql,
      let start = sql.range(of: "WITH digits AS ("), let end = sql.range(of: "INSERT INTO known_addresses")
    else { return nil }
    return String(sql[start.lowerBound..<end.lowerBound])
  }

  /// Numbers of the countries that have rules and of others, whole, too short, too long, as people and platforms write them,
  /// and what only looks like one.
  private static func addresses() -> [String] {
    var generator = SeededGenerator(seed: 5)
    let prefixes = [
      "55", "551", "5511", "55119", "55219", "550", "54", "549", "5411", "54911", "541115", "5491115", "542", "549261",
      "5429615", "549351", "5435115", "543", "541", "5412315", "52", "521", "5255", "52155", "52155155", "1", "44",
      "351",
      "34", "7", "8", "0", "00", "0055", "0054", "00521", "",
    ]
    var addresses: Set<String> = []
    while addresses.count < 20_000 {
      let prefix = prefixes.randomElement(using: &generator)!
      let count = max(0, Int.random(in: 5...15, using: &generator) - prefix.count)
      let rest = (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
      addresses.insert(prefix + rest)
      if Int.random(in: 0..<4, using: &generator) == 0 { addresses.insert(written(prefix + rest, using: &generator)) }
    }
    let oddities = [
      "+", " ", "++5511987654321", "5511987654321+", " +5511987654321", "+55 11 98765\t4321", "5511987654321\n",
      "٥٥١١٩٨٧٦٥٤٣٢١", "5511 9876 5432 1x", "(55) 11-8765.4321", "000055118765432", "+0055 11 8765 4321", "1234567",
      "123456", "12345678901234567890", "123456789012345678901", "BR.13491208655302741918", "120363041234567890@g.us",
      "+54 (9) 11 15 2345-6789", "--", "5-5-1-1-8-7-6-5-4-3-2-1",
    ]
    return addresses.union(oddities).sorted()
  }

  private static func written(_ digits: String, using generator: inout SeededGenerator) -> String {
    var text = ["", "+", "00", "(", "+ "].randomElement(using: &generator)!
    for digit in digits {
      text.append(digit)
      if Int.random(in: 0..<5, using: &generator) == 0 {
        text += [" ", "-", ".", ")", "(", ") ", "/", "+", "x"].randomElement(using: &generator)!
      }
    }
    return text
  }
}
