import Foundation
import HTTPTypes
import JSON
import Model
import Telemetry
import Testing

@testable import RestAPI

struct OpenAPITests {
  private static let text: String = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    // Where the tests are reached over a link, the document lies beside the real file.
    let folders = [
      root,
      URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent(),
    ]
    return folders.lazy.compactMap {
      try? String(contentsOf: $0.appendingPathComponent("docs/openapi.json"), encoding: .utf8)
    }.first ?? ""
  }()

  private func document() throws -> JSONValue { try JSONParser.parse(openAPIDocument) }

  private func routes() async throws -> [Route] {
    let tokens = try await TokenAuthority(keys: [SigningKey(id: "k", secret: Array(repeating: 0, count: 32))])
    return Edge(
      gateway: FakeGateway(), tokens: tokens, configuration: RestConfiguration(), metrics: GatewayMetrics(),
      time: TestClock().source
    ).routes()
  }

  private static let methods: Set<String> = ["get", "put", "post", "delete", "patch", "head", "options", "trace"]

  /// Each operation with its method, path and content.
  private func operations() throws -> [(name: String, path: String, operation: JSONValue)] {
    try (document()["paths"]?.objectValue?.members ?? []).flatMap { path in
      (path.value.objectValue?.members ?? []).filter { Self.methods.contains($0.key) }.map {
        ("\($0.key.uppercased()) \(path.key)", path.key, $0.value)
      }
    }
  }

  @Test func whatIsServedIsWhatIsInDocs() {
    #expect(!Self.text.isEmpty)
    #expect(openAPIDocument == Self.text, "run `make generate`")
  }

  @Test func everyRouteIsInTheDocumentAndTheOtherWayRound() async throws {
    let routes = Set(try await routes().map { "\($0.method.rawValue) \($0.path.text)" })
    #expect(routes == Set(try operations().map(\.name)))
  }

  @Test func scopesAreThoseOfTheRoutes() async throws {
    let operations = Dictionary(uniqueKeysWithValues: try operations().map { ($0.name, $0.operation) })
    for route in try await routes() {
      let operation = try #require(operations["\(route.method.rawValue) \(route.path.text)"])
      let scopes = operation["security"]?.arrayValue?.compactMap { $0["oauth2"]?.arrayValue?.first?.stringValue }
      switch route.access {
      case .open: #expect(scopes == [])
      case .scope(let scope): #expect(scopes == [scope.rawValue])
      }
    }
    let flows = try document()["components"]?["securitySchemes"]?["oauth2"]?["flows"]?["clientCredentials"]
    #expect(Set(flows?["scopes"]?.objectValue?.members.map(\.key) ?? []) == Set(Scope.allCases.map(\.rawValue)))
  }

  @Test func pathParametersAreDeclared() throws {
    let document = try document()
    for (_, path, _) in try operations() {
      let declared = document["paths"]?[path]?["parameters"]?.arrayValue?.compactMap {
        resolve($0["$ref"]?.stringValue ?? "", in: document)?["name"]?.stringValue
      }
      let used = PathPattern(path).segments.compactMap { segment in
        if case .parameter(let name) = segment { name } else { nil }
      }
      #expect(declared ?? [] == used)
    }
  }

  @Test func bodiesAreDeclaredWhereTheyAreTaken() async throws {
    let operations = Dictionary(uniqueKeysWithValues: try operations().map { ($0.name, $0.operation) })
    for route in try await routes() {
      let operation = try #require(operations["\(route.method.rawValue) \(route.path.text)"])
      let types = operation["requestBody"]?["content"]?.objectValue?.members.map(\.key)
      switch route.body {
      case .none: #expect(types == nil)
      case .json: #expect(types == ["application/json"])
      case .jsonOrForm: #expect(types == ["application/json", "application/x-www-form-urlencoded"])
      case .raw: #expect(types == (route.method == .get ? nil : ["application/octet-stream"]))
      }
      let statuses = Set(operation["responses"]?.objectValue?.members.map(\.key) ?? [])
      switch route.body {
      case .none: break
      case .json, .jsonOrForm: #expect(statuses.isSuperset(of: ["400", "408", "413", "415", "422"]))
      case .raw: #expect(statuses.isSuperset(of: ["404", "408", "413", "503", "default"]))
      }
      if route.access != .open { #expect(statuses.isSuperset(of: ["401", "403", "429", "500", "503"])) }
    }
  }

  @Test func codesAreThoseOfTheGateway() throws {
    let problem = try document()["components"]?["schemas"]?["Problem"]
    let codes = problem?["properties"]?["code"]?["enum"]?.arrayValue?.compactMap(\.stringValue) ?? []
    #expect(codes.sorted() == ErrorCode.allCases.map(\.rawValue).sorted())
  }

  @Test func everyReferenceLeadsSomewhere() throws {
    let document = try document()
    var count = 0
    func walk(_ value: JSONValue) {
      switch value {
      case .object(let object):
        for member in object.members {
          if member.key == "$ref", let target = member.value.stringValue {
            count += 1
            #expect(resolve(target, in: document) != nil, "\(target)")
          } else {
            walk(member.value)
          }
        }
      case .array(let values): values.forEach(walk)
      default: break
      }
    }
    walk(document)
    #expect(count > 100)
  }

  private func resolve(_ reference: String, in document: JSONValue) -> JSONValue? {
    reference.split(separator: "/").dropFirst().reduce(document) { value, part in value?[String(part)] }
  }
}
