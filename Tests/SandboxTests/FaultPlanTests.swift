import JSON
import Testing

@testable import sandbox

@Suite struct FaultPlanTests {
  private func plan(_ faults: Fault...) -> FaultPlan {
    var plan = FaultPlan(seed: 1)
    for fault in faults { _ = plan.add(fault) }
    return plan
  }

  private func read(_ members: [(String, JSONValue)]) throws(ControlError) -> Fault {
    try Fault(reading: Fields(JSONObject(members)))
  }

  @Test func befallsTheNextCallsThatFit() {
    var plan = plan(Fault(target: .telegram, kind: .rateLimit, method: "sendmessage", name: "bruno", remaining: 2))
    #expect(plan.befalling(.whatsapp, method: "sendmessage", name: "bruno") == nil)
    #expect(plan.befalling(.telegram, method: "getme") == nil)
    #expect(plan.befalling(.telegram, method: "sendmessage", name: "davi") == nil)
    for _ in 1...2 { #expect(plan.befalling(.telegram, method: "sendmessage", name: "bruno")?.kind == .rateLimit) }
    #expect(plan.befalling(.telegram, method: "sendmessage", name: "bruno") == nil)
    #expect(plan.faults[0].hits == 2)
  }

  @Test func befallsAShareThatDependsOnTheSeed() {
    func hits(seed: UInt64) -> [Bool] {
      var plan = FaultPlan(seed: seed)
      _ = plan.add(Fault(target: .telegram, kind: .status, probability: 0.25))
      return (0..<4000).map { _ in plan.befalling(.telegram, method: "x") != nil }
    }
    #expect(hits(seed: 7) == hits(seed: 7))
    #expect(hits(seed: 7) != hits(seed: 8))
    #expect((900...1100).contains(hits(seed: 7).filter { $0 }.count))
  }

  @Test func keepsCallsAndCallbacksApart() {
    var plan = plan(Fault(target: .telegram, kind: .duplicate))
    #expect(plan.befalling(.telegram, method: "sendmessage") == nil)
    #expect(plan.befallingCallback(.telegram, name: "bruno")?.kind == .duplicate)
  }

  @Test func endsWithItsRemovalAndHoldsABoundedNumber() {
    var plan = plan(Fault(target: .receiver, kind: .hang))
    #expect(plan.remove(1) == true)
    #expect(plan.remove(1) == false)
    for _ in 1...FaultPlan.capacity { #expect(plan.add(Fault(target: .receiver, kind: .hang)) != nil) }
    #expect(plan.add(Fault(target: .receiver, kind: .hang)) == nil)
  }

  @Test func readsWhatTheControlAPITakes() throws {
    let fault = try read([
      ("on", "whatsapp"), ("kind", "rate_limit"), ("code", 131056), ("count", 3), ("probability", .number("0.5")),
    ])
    #expect(fault.target == .whatsapp && fault.kind == .rateLimit && fault.code == 131056)
    #expect(fault.remaining == 3 && fault.probability == 0.5)
  }

  @Test func saysWhatWouldBeRight() {
    let error = #expect(throws: ControlError.self) { try read([("on", "telegram"), ("kind", "endless")]) }
    #expect(error?.message.contains("rate_limit") == true)
    #expect(throws: ControlError.self) { try read([("on", "icq"), ("kind", "hang")]) }
    #expect(throws: ControlError.self) { try read([("on", "telegram"), ("kind", "hang"), ("cuont", 1)]) }
    #expect(throws: ControlError.self) { try read([("on", "telegram"), ("kind", "hang"), ("probability", 2)]) }
  }
}
