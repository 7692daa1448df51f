import Testing

@testable import PluginTools

struct CatalogueTests {
  @Test func namesEachCheckOnce() {
    let ids = CheckCatalogue.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(CheckGroup.allCases.allSatisfy { group in CheckCatalogue.all.contains { $0.group == group } })
  }

  @Test func writesPlansThatItReads() throws {
    var plan = CheckPlan(task: .check, library: "/a/b.so", seed: .max, memoryLimit: 1)
    plan.check = "async.completes"
    plan.settings = ["token": "x", "list": [1, true]]
    plan.fixtures = "f"
    plan.transcripts = "t"
    let read = try #require(CheckPlan(plan.bytes))
    #expect(read.bytes == plan.bytes)
    #expect(read.settings == plan.settings)
    #expect(read.seed == .max)
    #expect(read.transcripts == "t")
  }

  @Test func saysXMLSafely() {
    let check = CheckCatalogue.all[0]
    let result = CheckResult(
      check: check, connector: "a<b", ending: .failed(found: "\"<&>\u{1}\"", expected: ""), duration: .zero, output: "")
    let text = JUnitReport.make(library: "x", seed: 1, results: [result])
    #expect(text.contains("&quot;&lt;&amp;&gt;\u{FFFD}&quot;"))
    #expect(text.contains("a&lt;b"))
  }
}
