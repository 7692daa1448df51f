import JSON
import NIOHTTP1

/// The Graph API over HTTP: `/{version}/...`.
extension Sandbox {
  func respondAsWhatsApp(_ request: Request, _ reply: (Reply) -> Void) {
    let segments = request.segments
    let method = segments.dropFirst(2).joined(separator: "/")
    guard authorizes(request) else { return reply(.answer(refused(method, .noToken))) }
    let object = segments.count > 1 ? segments[1] : ""
    switch (request.method, segments.count) {
    case (.GET, 2): reply(.answer(read(object)))
    case (.POST, 3) where object == settings.whatsapp.phoneNumberID && method == "messages":
      send(request, reply)
    case (.GET, 3) where object == settings.whatsapp.businessAccountID && method == "subscribed_apps":
      reply(
        .answer(.json(["data": subscription.isVerified ? [["whatsapp_business_api_data": ["name": "Chat4All"]]] : []])))
    case (.POST, 3) where object == settings.whatsapp.businessAccountID && method == "subscribed_apps":
      reply(.answer(subscribe(request)))
    default: reply(.answer(refused(method, .unknownObject(object))))
    }
  }

  /// Whether a path's first segment is a version of the Graph API.
  static func isVersion(_ segment: some StringProtocol) -> Bool {
    let parts = segment.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    return segment.first == "v" && parts.count == 2 && parts.allSatisfy { Int($0) != nil }
  }

  private func authorizes(_ request: Request) -> Bool {
    guard let header = request.headers.first(name: "authorization") else { return false }
    return ConstantTime.equal(header.utf8, "Bearer \(settings.whatsapp.accessToken)".utf8)
  }

  private func read(_ object: String) -> Answer {
    let whatsapp = settings.whatsapp
    switch object {
    case whatsapp.phoneNumberID:
      note("phone_number", status: 200, error: nil, nil)
      return .json([
        "verified_name": .string(whatsapp.verifiedName), "code_verification_status": "VERIFIED",
        "display_phone_number": .string("+" + whatsapp.displayNumber), "quality_rating": "GREEN",
        "platform_type": "CLOUD_API", "throughput": ["level": "STANDARD"], "id": .string(whatsapp.phoneNumberID),
      ])
    case whatsapp.businessAccountID:
      note("business_account", status: 200, error: nil, nil)
      return .json(["id": .string(object), "name": .string(whatsapp.verifiedName), "currency": "USD"])
    default: return refused("read", .unknownObject(object))
    }
  }

  private func subscribe(_ request: Request) -> Answer {
    note("subscribed_apps", status: 200, error: nil, nil)
    let body = request.body.isEmpty ? nil : try? JSONParser.parse(request.body)
    if let url = body?["override_callback_uri"]?.stringValue {
      guard let target = HTTPTarget(url) else {
        return refused("subscribed_apps", .parameter("override_callback_uri must be an http:// URL for the sandbox"))
      }
      guard body?["verify_token"]?.stringValue == settings.whatsapp.verifyToken else {
        return refused("subscribed_apps", .parameter("verify_token is not the sandbox's"))
      }
      subscribe(target)
    }
    return .json(["success": true])
  }

  // MARK: Sending

  private func send(_ request: Request, _ reply: (Reply) -> Void) {
    guard let body = try? JSONParser.parse(request.body) else {
      return reply(.answer(refused("messages", .parameter("The request body is not valid JSON."))))
    }
    let fault = faults.befalling(.whatsapp, method: "messages", name: recipientName(body))
    if fault != nil { counters.add("whatsapp.faults") }
    switch fault?.kind {
    case nil: reply(.answer(perform(body)))
    case .rateLimit:
      reply(.answer(refused("messages", .of(code: fault?.code ?? 130429, status: fault?.status), .rateLimit)))
    case .error:
      let error = GraphError.of(code: fault?.code ?? 131000, status: fault?.status, text: fault?.text)
      reply(.answer(refused("messages", error, .error)))
    case .status:
      let status = fault?.status ?? 500
      let code = fault?.code ?? (status == 503 ? 131016 : 131000)
      reply(.answer(refused("messages", .of(code: code, status: status), .status)))
    case .hang, .drop:
      note("messages", status: 0, error: nil, fault?.kind)
      reply(fault?.kind == .hang ? .hang : .close)
    case .delay: reply(.late(perform(body, .delay), after: fault?.delay ?? 0))
    case .failedStatus: reply(.answer(perform(body, .failedStatus, failWith: fault?.code ?? 131026)))
    default:
      _ = perform(body, fault?.kind)
      reply(.close)
    }
    settle()
  }

  private func perform(_ body: JSONValue, _ fault: FaultKind? = nil, failWith: Int? = nil) -> Answer {
    let now = time.now()
    do {
      let (result, accepted) = try whatsapp.messages(body, sequence: sequence + 1, now: now, failWith: failWith)
      note("messages", status: 200, error: nil, fault)
      if let accepted {
        sequence += 1
        let name = accepted.person.map { whatsapp.people[$0].name }
        sent.append(
          SentMessage(
            platform: .whatsapp, kind: accepted.kind, at: now, name: name, to: accepted.to, id: accepted.id,
            text: accepted.text, replyTo: accepted.replyTo, callbackData: accepted.callbackData))
        counters.add("whatsapp.sent")
        if accepted.kind == "reaction" {
          transcript.did(name ?? accepted.to, .whatsapp, "gets a reaction: \(accepted.text)")
        } else {
          transcript.got(name ?? accepted.to, .whatsapp, accepted.text)
        }
      }
      return .json(result)
    } catch {
      return refused("messages", error, fault)
    }
  }

  private func recipientName(_ body: JSONValue) -> String? {
    if let digits = body["to"]?.stringValue.flatMap(WhatsAppNumber.digits) {
      return whatsapp.index(digits: digits).map { whatsapp.people[$0].name }
    }
    return body["recipient"]?.stringValue.flatMap { whatsapp.index(userID: $0) }.map { whatsapp.people[$0].name }
  }

  private func refused(_ method: String, _ error: GraphError, _ fault: FaultKind? = nil) -> Answer {
    note(method, status: error.status, error: error.message, fault)
    if error.code > 0 { counters.add("whatsapp.errors.\(error.code)") }
    return error.answer(traceID: "A" + random.hexadecimal(14))
  }

  private func note(_ method: String, status: Int, error: String?, _ fault: FaultKind?) {
    counters.add("whatsapp.calls")
    if status != 200 { counters.add("whatsapp.calls.\(status)") }
    calls.append(
      CallRecord(platform: .whatsapp, method: method, at: time.now(), status: status, error: error, fault: fault))
  }
}
