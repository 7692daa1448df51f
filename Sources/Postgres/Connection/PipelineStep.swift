/// One request of a pipeline, for which the server sends one answer.
enum PipelineStep {
  case prepare(Statement, name: String)
  case execute(Statement)

  var statement: Statement {
    switch self {
    case .prepare(let statement, _), .execute(let statement): statement
    }
  }
}

/// What came back for a pipeline so far.
struct PipelineExchange {
  var answers: [Rows] = []
  var failure: PostgresError?
}
