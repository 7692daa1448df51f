import Testing

@testable import Confinement

@Suite struct ReportTests {
  private func report(without missing: [Confinement.Protection: String]) -> Confinement.Report {
    var report = Confinement.Report()
    for protection in Confinement.Protection.allCases {
      report[protection] = missing[protection].map { .unavailable($0) } ?? .enforced
    }
    return report
  }

  @Test func whatWasNotTriedDoesNotCountAsEnforced() {
    #expect(Confinement.Report().missing.count == Confinement.Protection.allCases.count)
  }

  @Test func refusesWhenAnEssentialProtectionIsRequiredAndMissing() {
    let report = report(without: [.reading: "no Landlock"])
    #expect(report.refusal(of: .required) == "confinement is required, but lacks reading (no Landlock)")
    #expect(report.refusal(of: .bestEffort) == nil)
    #expect(report.refusal(of: .off) == nil)
  }

  @Test func doesWithoutTheSecondWall() {
    #expect(report(without: [.namespaces: "refused here"]).refusal(of: .required) == nil)
  }

  @Test func saysInOneLineWhatHoldsAndWhatDoesNot() {
    var missing = Dictionary(uniqueKeysWithValues: Confinement.Protection.allCases.map { ($0, "why") })
    missing[.memory] = nil
    let text = report(without: missing).description
    #expect(text.hasPrefix("enforced: memory; unavailable: open_files (why), threads (why)"))
    #expect(!text.contains("\n"))
  }

  @Test func aUserIsNeverRoot() {
    #expect(Confinement.User("65534:65534")?.description == "65534:65534")
    for text in ["0:0", "0:5", "5:0", "5", "5:", ":5", "a:b", "-1:5", "1:2:3", ""] {
      #expect(Confinement.User(text) == nil, "\(text)")
    }
  }
}
